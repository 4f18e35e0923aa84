import { repairThumbnails } from "../../images/storing/repair_thumbnails.ts";
import { plural } from "../../shared/web/format.ts";
import type { Finding } from "./finding.ts";
import type { RepairDeps } from "./repair.ts";

/** The number of images between two updates of the progress. */
const STEP = 20;
const SHOWN = 20;

/** Makes thumbnails again that are missing or were changed (I4). */
export async function repairBrokenThumbnails(
  { database, storage, openInspect, progress }: RepairDeps,
  findings: readonly Finding[],
): Promise<string[]> {
  const ids = findings.flatMap(({ invariant, imageIds = [] }) => invariant === "I4" ? imageIds : []);
  if (ids.length === 0) return [];
  const pool = openInspect();
  const repaired: number[] = [];
  const lines: string[] = [];
  try {
    for (let at = 0; at < ids.length; at += STEP) {
      progress?.("making thumbnails again", at, ids.length);
      const { repaired: some, failed } = await repairThumbnails(
        { database, storage, inspect: pool.inspect },
        ids.slice(at, at + STEP),
      );
      repaired.push(...some);
      lines.push(...failed.map(({ id, reason }) => `The thumbnail of image ${id} could not be made again: ${reason}`));
    }
  } finally {
    await pool.close();
  }
  return [...repaired.length > 0 ? [lineOf(repaired)] : [], ...lines];
}

function lineOf(repaired: number[]): string {
  const more = repaired.length > SHOWN ? ` and ${repaired.length - SHOWN} more` : "";
  return `${plural(repaired.length, "thumbnail")} made again, of image ${repaired.slice(0, SHOWN).join(", ")}${more}`;
}
