import type { Database } from "../../shared/database/handle.ts";
import { AppError } from "../../shared/errors.ts";
import { listScopeSeeds } from "../../crawl/frontier/link_repository.ts";
import { findSecrets, insertJob } from "../../crawl/jobs/repository.ts";
import { lockEndedJob } from "../../crawl/jobs/retry.ts";
import { SEEDS_PER_JOB } from "../../crawl/schemas.ts";
import type { PageFinds } from "./finds_repository.ts";
import { stepsOfFinds } from "./finds.ts";
import { copyPages } from "./repair_repository.ts";

const SHOWN = 5;

/**
 * For each job with pages whose URLs were lost (I6), queues a new run that reads these pages again and follows their links, with the
 * options of the job. Skips jobs that have not ended, and jobs of which another run has not ended.
 */
export async function repairFinds({ database }: { database: Database }): Promise<string[]> {
  const byJob = new Map<number, PageFinds[]>();
  for await (const { breaches } of stepsOfFinds(database)) {
    for (const page of breaches) byJob.set(page.jobId, [...byJob.get(page.jobId) ?? [], page]);
  }
  const lines: string[] = [];
  for (const [jobId, pages] of byJob) {
    try {
      lines.push(lineOf(await insertRun(database, jobId, pages), jobId, pages));
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "conflict") throw error;
      lines.push(`The pages of job ${jobId} cannot be read again now: ${error.message}`);
    }
  }
  return lines;
}

function lineOf(runId: number, jobId: number, pages: PageFinds[]): string {
  const more = pages.length > SHOWN ? ` and ${pages.length - SHOWN} more` : "";
  const urls = pages.slice(0, SHOWN).map(({ url }) => url).join(", ");
  return `Job ${runId} is queued and starts with the server. It reads pages of job ${jobId} again: ${urls}${more}`;
}

/** Inserts a job with these pages as its frontier, with their kind and depth. Its seeds only define the scope. */
async function insertRun(database: Database, jobId: number, pages: PageFinds[]): Promise<number> {
  return await database.transaction(async (tx) => {
    const { seeds, options } = await lockEndedJob(tx, jobId);
    const { id } = await insertJob(tx, {
      // The target of a seed's redirect is in scope too.
      seeds: [...new Set([...seeds, ...await listScopeSeeds(tx, jobId)])].slice(0, SEEDS_PER_JOB),
      options,
      secrets: await findSecrets(tx, jobId),
      parentId: jobId,
      onlyFailures: true,
    });
    await copyPages(tx, { to: id, pageIds: pages.map(({ id }) => id) });
    return id;
  });
}
