import type { Database, Queryable } from "../../shared/database/handle.ts";
import { AppError } from "../../shared/errors.ts";
import { findJob, findSecrets, insertJob, type JobRow } from "../repository.ts";
import { isTerminal } from "./job_view.ts";
import { copyFailures, findUnfinishedRun, lockJob } from "./retry_repository.ts";
import type { RetryInput } from "../schemas.ts";

/** Thrown if another run of a job is started while one has not ended, most often by a double click. */
export class RunUnderWay extends AppError {
  /** The id of the run that has not ended. */
  readonly runId: number;

  constructor(jobId: number, run: { id: number; status: string }) {
    super("conflict", `Job ${run.id} is another run of job ${jobId}, and is ${run.status}: wait for its end, or cancel it`);
    this.name = "RunUnderWay";
    this.runId = run.id;
  }
}

/**
 * Inserts a new job that runs a finished one again: all of it, only what failed, or without `dryRun`. Throws `not_found`, and
 * `conflict` if the job or another run of it has not ended, or if nothing failed.
 */
export async function insertRetry(database: Database, id: number, { only, dryRun }: RetryInput): Promise<JobRow> {
  return await database.transaction(async (tx) => {
    const { seeds, options } = await lockEndedJob(tx, id);
    const job = await insertJob(tx, {
      seeds,
      options: dryRun === undefined ? options : { ...options, dryRun },
      secrets: await findSecrets(tx, id),
      parentId: id,
      onlyFailures: only === "failures",
    });
    return only === "failures" ? await withFailures(tx, id, job) : job;
  });
}

/** Locks a finished job in this transaction. Throws `not_found`, and `conflict` if it or another run of it has not ended. */
export async function lockEndedJob(tx: Queryable, id: number): Promise<JobRow> {
  await lockJob(tx, id);
  const job = await findJob(tx, id) ?? missing(id);
  if (!isTerminal(job.status)) throw new AppError("conflict", `Job ${id} is ${job.status}: only a finished job can be run again`);
  const run = await findUnfinishedRun(tx, id);
  if (run !== null) throw new RunUnderWay(id, run);
  return job;
}

async function withFailures(tx: Queryable, id: number, { id: jobId }: JobRow): Promise<JobRow> {
  const count = await copyFailures(tx, { from: id, to: jobId });
  if (count === 0) throw new AppError("conflict", `Nothing failed in job ${id}: there is nothing to try again`);
  return await findJob(tx, jobId) ?? missing(jobId);
}

function missing(id: number): never {
  throw new AppError("not_found", `Job ${id} does not exist`);
}
