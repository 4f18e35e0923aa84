import { isTerminal } from "../../modules/crawl/jobs/job_view.ts";
import type { JobStatus } from "../../modules/crawl/schemas.ts";
import { messageOf } from "../../modules/shared/errors.ts";
import { pick } from "../support/random.ts";
import { type Crawl, startCrawl } from "./crawl.ts";
import { sleep } from "./expectations.ts";
import type { Stage } from "./stage.ts";
import { editTags } from "./tag_edits.ts";

const SEARCHES = ["", "crawled", "edit_0", "crawled -edit_1", "width:8", "job:1 crawled", "edit_*", "order:random"];
const PAUSE_MILLISECONDS = 200;
const CRAWL_SECONDS = 300;

export interface Load {
  /**
   * Ends the load, and returns what was wrong: an answer of 500, a crawl that did not end, a status that changed after the end.
   */
  stop(): Promise<string[]>;
}

/** Starts a mixed load: crawls one after the other, with searches, tag edits and event streams at the same time. */
export function startLoad(stage: Stage): Load {
  const troubles: string[] = [];
  let over = false;
  const again = async (work: () => Promise<void>) => {
    while (!over) {
      // Errors are ignored, because the program may be down. Only its answers count.
      if (!stage.program.ended()) await work().catch((error: unknown) => note(error));
      await sleep(PAUSE_MILLISECONDS);
    }
  };
  const note = (error: unknown) => {
    if (!stage.program.ended() && !over) troubles.push(messageOf(error));
  };
  const running = [again(() => crawl(stage, troubles)), again(() => search(stage, troubles)), again(() => editTags(stage))];
  return {
    stop: async () => {
      over = true;
      await Promise.all(running);
      return [...new Set(troubles)];
    },
  };
}

async function search(stage: Stage, troubles: string[]): Promise<void> {
  const q = pick(stage.random, SEARCHES);
  const { status, body } = await stage.ask(`/api/images?q=${encodeURIComponent(q)}`, { seconds: 40 });
  if (status >= 500 && status !== 503) troubles.push(`a search for "${q}": ${status} ${JSON.stringify(body).slice(0, 200)}`);
}

async function crawl(stage: Stage, troubles: string[]): Promise<void> {
  const made = await startCrawl(stage).catch(() => null);
  if (made === null) return;
  const watching = watch(stage, made, troubles);
  await made.until(({ status }) => isTerminal(status), CRAWL_SECONDS, "ended");
  await watching;
}

/** I7: the status in a job's events never changes after the job has ended. */
async function watch(stage: Stage, { id }: Crawl, troubles: string[]): Promise<void> {
  let last: JobStatus | null = null;
  for (let turn = 0; turn < 20 && (last === null || !isTerminal(last)); turn++) {
    for await (const status of statuses(stage, id)) {
      if (last !== null && isTerminal(last) && status !== last) troubles.push(`I7 job ${id} went from ${last} to ${status}`);
      last = status;
    }
    await sleep(1_000);
  }
}

async function* statuses(stage: Stage, id: number): AsyncGenerator<JobStatus> {
  try {
    const events = await fetch(`${stage.address}/api/jobs/${id}/events`, { signal: AbortSignal.timeout(CRAWL_SECONDS * 1_000) });
    let text = "";
    for await (const piece of events.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const lines = (text + piece).split("\n");
      text = lines.pop() ?? "";
      for (const line of lines) {
        const [, status] = /^data: .*"type":"job".*?"status":"(\w+)"/.exec(line) ?? [];
        if (status !== undefined) yield status as JobStatus;
      }
    }
  } catch {
    // The program ended, so the stream is opened again.
  }
}
