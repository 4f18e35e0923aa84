/** How jobs and tasks can stand. */
export type Status = "queued" | "running" | "paused" | "completed" | "failed" | "cancelled";

const LOOK: Record<Status, string> = {
  queued: "",
  running: "badge-accent",
  paused: "badge-warn",
  completed: "badge-good",
  failed: "badge-bad",
  cancelled: "",
};

export function StatusBadge({ status }: { status: Status }) {
  return <span class={`badge ${LOOK[status]}`}>{status}</span>;
}
