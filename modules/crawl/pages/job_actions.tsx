import { formatCount } from "../../shared/web/format.ts";
import { actionsOf, failuresOf } from "../jobs/job_view.ts";
import type { Job, ReasonTotal, RetryInput } from "../schemas.ts";

/** The buttons for what can be done with the job in its status. */
export function JobActions({ job, reasons }: { job: Job; reasons: ReasonTotal[] }) {
  const failures = failuresOf(reasons);
  const look = { pause: "button-quiet", resume: "", cancel: "button-danger" };
  const text = { pause: "Pause", resume: "Resume", cancel: "Cancel" };
  return (
    <div class="flex flex-wrap gap-2">
      {actionsOf(job).map((action) =>
        action === "retry"
          ? <Runs key={action} job={job} failures={failures} />
          : (
            <form key={action} method="post" action={`/jobs/${job.id}/${action}`}>
              <button type="submit" class={`button button-small ${look[action]}`}>{text[action]}</button>
            </form>
          )
      )}
    </div>
  );
}

/** The buttons that run a finished job again. */
function Runs({ job, failures }: { job: Job; failures: number }) {
  return (
    <>
      {job.options.dryRun && <Run job={job} input={{ dryRun: false }} look="">Run it for real</Run>}
      {failures > 0 && (
        <Run job={job} input={{ only: "failures" }} look="button-quiet">
          {failures === 1 ? "Retry the failure" : `Retry the ${formatCount(failures)} failures`}
        </Run>
      )}
      <Run job={job} input={{}} look="button-quiet">Run again</Run>
    </>
  );
}

function Run({ job, input, look, children }: { job: Job; input: RetryInput; look: string; children: string }) {
  return (
    <form method="post" action={`/jobs/${job.id}/retry`}>
      {Object.entries(input).map(([name, value]) => <input key={name} type="hidden" name={name} value={String(value)} />)}
      <button type="submit" class={`button button-small ${look}`}>{children}</button>
    </form>
  );
}
