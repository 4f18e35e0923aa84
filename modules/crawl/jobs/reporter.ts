import type { Database } from "../../shared/database/handle.ts";
import type { EventHub } from "../../shared/events/hub.ts";
import type { Log } from "../../shared/log.ts";
import { findJob, insertMessage } from "../repository.ts";
import type { Rates } from "./rates.ts";
import type { JobEvent, JobMessage, ShownImage } from "../schemas.ts";
import { isTerminal } from "./job_view.ts";
import type { Remark } from "../texts.ts";

/** Writes messages of jobs to the database, and sends events of jobs to subscribers. */
export interface Reporter {
  say(jobId: number, level: JobMessage["level"], remark: Remark): Promise<void>;
  /** To be called when a job has changed. Subscribers get a snapshot at most every 400 milliseconds. */
  changed(jobId: number): void;
  stored(jobId: number, image: ShownImage): void;
  close(): Promise<void>;
}

const SNAPSHOT_MILLISECONDS = 400;

export function createReporter(
  { database, hub, rates, log }: { database: Database; hub: EventHub<JobEvent>; rates: Rates; log: Log },
): Reporter {
  const changed = new Set<number>();
  const images = new Map<number, ShownImage[]>();
  let publishing: Promise<void> = Promise.resolve();

  const publish = async () => {
    for (const jobId of [...changed]) {
      changed.delete(jobId);
      const shown = images.get(jobId);
      images.delete(jobId);
      if (shown) hub.publish(jobId, { id: null, event: { type: "images", images: shown.slice(-24) } });
      const row = await findJob(database, jobId).catch((error: unknown) => {
        changed.add(jobId);
        throw error;
      });
      if (row === null) continue;
      hub.publish(jobId, { id: null, event: { type: "job", job: rates.jobOf(row) } });
      if (isTerminal(row.status)) rates.forget(jobId);
    }
  };
  const timer = setInterval(() => {
    if (changed.size === 0) return;
    publishing = publishing.then(publish).catch((error: unknown) =>
      log.warning("A snapshot of a job could not be sent", { error })
    );
  }, SNAPSHOT_MILLISECONDS);

  return {
    say: async (jobId, level, remark) => {
      const message = await insertMessage(database, { jobId, level, remark });
      hub.publish(jobId, { id: message.id, event: { type: "message", message } });
      changed.add(jobId);
    },
    changed: (jobId) => void changed.add(jobId),
    stored: (jobId, image) => {
      images.set(jobId, [...images.get(jobId) ?? [], image].slice(-24));
      changed.add(jobId);
    },
    close: async () => {
      clearInterval(timer);
      await publishing;
    },
  };
}
