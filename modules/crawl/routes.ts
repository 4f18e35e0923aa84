import { z } from "zod";
import { type Api, endpoint } from "../shared/endpoint.ts";
import { streamEvents } from "../shared/events/stream.ts";
import type { CrawlManager } from "./service.ts";
import {
  Cut,
  Job,
  JobHost,
  JobId,
  JobInput,
  JobPage,
  JobQuery,
  LedgerPage,
  LedgerQuery,
  ReasonTotal,
  RetryInput,
} from "./schemas.ts";

/** Mounts the JSON API of crawl jobs. */
export function jobApi(api: Api, { manager }: { manager: CrawlManager }): void {
  endpoint(
    api,
    { method: "post", path: "/jobs", summary: "Start a crawl", body: JobInput, output: Job, status: 201 },
    async ({ body }, context) => {
      const job = await manager.create(body);
      context.header("Location", `/api/jobs/${job.id}`);
      return job;
    },
  );
  endpoint(
    api,
    { method: "get", path: "/jobs", summary: "List jobs, newest first", query: JobQuery, output: JobPage },
    ({ query }) => manager.list(query),
  );
  endpoint(
    api,
    { method: "get", path: "/jobs/:id", summary: "One job, with counters and rates", params: JobId, output: Job },
    ({ params }) => manager.get(params.id),
  );
  endpoint(api, {
    method: "delete",
    path: "/jobs/:id",
    summary: "Delete a finished job. Its images stay",
    params: JobId,
    status: 204,
  }, ({ params }) => manager.remove(params.id));
  for (const action of ["pause", "resume", "cancel"] as const) {
    endpoint(
      api,
      { method: "post", path: `/jobs/:id/${action}`, summary: SUMMARY[action], params: JobId, output: Job },
      ({ params }) => manager[action](params.id),
    );
  }
  endpoint(
    api,
    {
      method: "post",
      path: "/jobs/:id/retry",
      summary: "Run a finished job again, as a new job: all of it, only what failed, or a dry run for real",
      params: JobId,
      body: RetryInput,
      output: Job,
    },
    ({ params, body }) => manager.retry(params.id, body),
  );
  ledgerApi(api, manager);
  eventRoute(api, manager);
}

function ledgerApi(api: Api, manager: CrawlManager): void {
  endpoint(
    api,
    {
      method: "get",
      path: "/jobs/:id/urls",
      summary: "The ledger: each URL with its outcome and reason",
      params: JobId,
      query: LedgerQuery,
      output: LedgerPage,
    },
    ({ params, query }) => manager.urls(params.id, query),
  );
  endpoint(api, {
    method: "get",
    path: "/jobs/:id/reasons",
    summary: "The numbers of URLs by outcome and reason, the largest first",
    params: JobId,
    output: z.array(ReasonTotal),
  }, ({ params }) => manager.reasons(params.id));
  endpoint(api, {
    method: "get",
    path: "/jobs/:id/cuts",
    summary: "What the job's limits left out, the largest number first, and the options that change that",
    params: JobId,
    output: z.array(Cut),
  }, ({ params }) => manager.cuts(params.id));
  endpoint(api, {
    method: "get",
    path: "/jobs/:id/hosts",
    summary: "The origins with the most pending URLs, with their delays",
    params: JobId,
    output: z.array(JobHost),
  }, ({ params }) => manager.hosts(params.id));
}

const SUMMARY = {
  pause: "Pause a job",
  resume: "Resume a paused job",
  cancel: "Cancel a job for good",
};

function eventRoute(api: Api, manager: CrawlManager): void {
  const spec = {
    method: "get",
    path: "/jobs/:id/events",
    summary: "What happens to a job, as server-sent events: job, message, images",
    params: JobId,
    produces: "text/event-stream",
  } as const;
  endpoint(api, spec, async ({ params }, context) => {
    await manager.get(params.id);
    const after = z.coerce.number().int().nonnegative().catch(0).parse(context.req.header("last-event-id") ?? 0);
    return streamEvents(context, (signal) => manager.observe(params.id, { after, signal }));
  });
}
