import { type Verdict, verdictOf } from "../jobs/reasons.ts";

const LOOK: Record<Verdict["look"], string> = {
  good: "badge-good",
  accent: "badge-accent",
  bad: "badge-bad",
  plain: "",
};

/** The outcome of a URL, or of several with the same outcome. */
export function VerdictBadge(ended: Parameters<typeof verdictOf>[0]) {
  const { label, look } = verdictOf(ended);
  return <span class={`badge ${LOOK[look]}`}>{label}</span>;
}
