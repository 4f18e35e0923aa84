import type { Job, LedgerQuery, ReasonTotal, UrlKind } from "../schemas.ts";

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

/** How many images a dry run found worth keeping: they are rows of the ledger like any that was not fetched. */
export function wouldBeKept(reasons: readonly ReasonTotal[]): number {
  return countOf(reasons, ({ kind, reason }) => kind === "image" && reason === "dry_run");
}

/** How many URLs a run of failures tries again; robots.txt is asked for by every run. */
export function failuresOf(reasons: readonly ReasonTotal[]): number {
  return countOf(reasons, ({ kind, outcome }) => outcome === "failed" && kind !== "robots");
}

export function countOf(reasons: readonly ReasonTotal[], wanted: (total: ReasonTotal) => boolean): number {
  return reasons.filter(wanted).reduce((sum, { count }) => sum + count, 0);
}

/** A kind as people say it. */
export function kindName(kind: UrlKind): string {
  return kind === "style" ? "style sheet" : kind === "robots" ? "robots.txt" : kind;
}

const NAME_LENGTH = 80;

/** The first seed without its scheme, and how many there are besides. */
export function nameOf({ seeds }: Pick<Job, "seeds">): string {
  const first = seeds[0] ?? "";
  const whole = first.replace(/^https?:\/\//, "").replace(/\/$/, "");
  const name = whole.length > NAME_LENGTH ? `${whole.slice(0, NAME_LENGTH)}…` : whole;
  return seeds.length > 1 ? `${name} and ${seeds.length - 1} more` : name;
}

/** The address of the job's ledger, filtered. Rows without an outcome are those that wait. */
export function ledgerUrl(
  jobId: number,
  { kind, state, outcome, reason }: Partial<
    Record<keyof Pick<LedgerQuery, "kind" | "state" | "outcome" | "reason">, string | null>
  >,
): string {
  const filters = { kind, state: state ?? (outcome === null ? "pending" : undefined), outcome, reason };
  const given = Object.entries(filters).filter((pair): pair is [string, string] => typeof pair[1] === "string");
  return `/jobs/${jobId}/urls?${new URLSearchParams(given)}`;
}
