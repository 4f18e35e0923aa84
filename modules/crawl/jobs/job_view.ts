import type { Job, LedgerQuery, ReasonTotal, UrlKind } from "../schemas.ts";

/**
 * How many of the URLs that a job found are done. Pages, islands and the command line use this file, so it imports types only.
 */
export interface Progress {
  done: number;
  found: number;
}

/** Rejected URLs count neither as found nor as done: no time is spent on them, so they would make the rate look too high. */
export function progressOf({ counters }: Pick<Job, "counters">): Progress {
  const found = counters.pagesFound - counters.pagesRejected + counters.imagesFound - counters.imagesRejected;
  return { done: found - counters.pagesPending - counters.imagesPending, found };
}

/** Whether a job with this status has ended. Such a status never changes. */
export function isTerminal(status: Job["status"]): boolean {
  return status === "completed" || status === "failed" || status === "cancelled";
}

/** Returns what people can do with a job of this status. */
export function actionsOf({ status }: Pick<Job, "status">): ("pause" | "resume" | "cancel" | "retry")[] {
  if (status === "running" || status === "queued") return ["pause", "cancel"];
  return status === "paused" ? ["resume", "cancel"] : ["retry"];
}

/** How many images a run without `dryRun` would store. In a dry run they have the reason `dry_run` in the ledger. */
export function wouldBeStored(reasons: readonly ReasonTotal[]): number {
  return countOf(reasons, ({ kind, reason }) => kind === "image" && reason === "dry_run");
}

/** How many URLs a run of failures tries again. robots.txt is left out, because every run asks for it. */
export function failuresOf(reasons: readonly ReasonTotal[]): number {
  return countOf(reasons, ({ kind, outcome }) => outcome === "failed" && kind !== "robots");
}

export function countOf(reasons: readonly ReasonTotal[], wanted: (total: ReasonTotal) => boolean): number {
  return reasons.filter(wanted).reduce((sum, { count }) => sum + count, 0);
}

/** The name of a kind on screens. */
export function kindName(kind: UrlKind): string {
  return kind === "style" ? "style sheet" : kind === "robots" ? "robots.txt" : kind;
}

const NAME_LENGTH = 80;

/** Names a job by its first seed, without the scheme, and the number of its other seeds. */
export function nameOf({ seeds }: Pick<Job, "seeds">): string {
  const first = seeds[0] ?? "";
  const whole = first.replace(/^https?:\/\//, "").replace(/\/$/, "");
  const name = whole.length > NAME_LENGTH ? `${whole.slice(0, NAME_LENGTH)}…` : whole;
  return seeds.length > 1 ? `${name} and ${seeds.length - 1} more` : name;
}

/** Returns the URL of the job's ledger with filters. The outcome null stands for pending URLs. */
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
