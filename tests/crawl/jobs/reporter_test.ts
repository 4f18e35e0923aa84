import assert from "node:assert/strict";
import { insertJob } from "../../../modules/crawl/repository.ts";
import { createRates } from "../../../modules/crawl/jobs/rates.ts";
import { createReporter } from "../../../modules/crawl/jobs/reporter.ts";
import { type JobEvent, JobOptions } from "../../../modules/crawl/schemas.ts";
import { createHub, type Published } from "../../../modules/shared/events/hub.ts";
import { createLog } from "../../../modules/shared/log.ts";
import { withDatabase } from "../../support/database.ts";

withDatabase("a snapshot that could not be read is published when the database answers again", async (database) => {
  const { id } = await insertJob(database, { seeds: ["http://site.test/"], options: JobOptions.parse({}) });
  let refusals = 2;
  const flaky: typeof database = {
    ...database,
    query: (...query) => refusals-- > 0 ? Promise.reject(new Error("The database is away")) : database.query(...query),
  };
  const hub = createHub<JobEvent>();
  const log = createLog({ level: "error", format: "text" });
  const reporter = createReporter({ database: flaky, hub, log, rates: createRates() });
  const received: Published<JobEvent>[] = [];
  const reading = (async () => {
    for await (const published of hub.subscribe(id, AbortSignal.timeout(10_000))) {
      received.push(published);
      if (published.event.type === "job") return;
    }
  })();
  reporter.changed(id);
  await reading;
  await reporter.close();
  hub.close();
  assert.deepEqual(received.map(({ event }) => event.type === "job" && event.job.id), [id]);
  assert.equal(refusals, -1);
});
