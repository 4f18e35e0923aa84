import type { Queryable } from "../../shared/database/handle.ts";
import { type Effect, effectsOfPendingUrls } from "./found.ts";
import type { Frontier } from "./frontier.ts";
import { reopenVariants } from "./link_repository.ts";

/** Opens the next candidate of each picture that these URLs belong to, because they brought no image. */
export async function nextCandidates(tx: Queryable, frontier: Frontier, urlIds: number[]): Promise<Effect[]> {
  return frontier.hasVariants ? effectsOfPendingUrls(frontier, await reopenVariants(tx, urlIds)) : [];
}
