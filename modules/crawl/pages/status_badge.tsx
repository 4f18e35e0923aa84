import type { JobStatus } from "../schemas.ts";

const LOOK: Record<JobStatus, string> = {
  queued: "",
  running: "badge-accent",
  paused: "badge-warn",
  completed: "badge-good",
  failed: "badge-bad",
  cancelled: "",
};

export function StatusBadge({ status }: { status: JobStatus }) {
  return <span class={`badge ${LOOK[status]}`}>{status}</span>;
}
