import type { Job } from "./schemas.ts";

/** How far a job is, for pages and islands: types only from the schemas. */
export interface Progress {
  done: number;
  found: number;
}

/** URLs that were never to be visited (out of scope, say) count neither as found nor as done: they would flatter the pace. */
export function progressOf({ counters }: Pick<Job, "counters">): Progress {
  const found = counters.pagesFound - counters.pagesRejected + counters.imagesFound - counters.imagesRejected;
  return { done: found - counters.pagesPending - counters.imagesPending, found };
}

/** A status that never changes. */
export function isTerminal(status: Job["status"]): boolean {
  return status === "completed" || status === "failed" || status === "cancelled";
}

/** The acts that a status allows. */
export function actsOf({ status }: Pick<Job, "status">): ("pause" | "resume" | "cancel" | "retry")[] {
  if (status === "running" || status === "queued") return ["pause", "cancel"];
  return status === "paused" ? ["resume", "cancel"] : ["retry"];
}

const NAME_LENGTH = 80;

/** The first seed without its scheme, and how many there are besides. */
export function nameOf({ seeds }: Pick<Job, "seeds">): string {
  const first = seeds[0] ?? "";
  const whole = first.replace(/^https?:\/\//, "").replace(/\/$/, "");
  const name = whole.length > NAME_LENGTH ? `${whole.slice(0, NAME_LENGTH)}…` : whole;
  return seeds.length > 1 ? `${name} and ${seeds.length - 1} more` : name;
}
