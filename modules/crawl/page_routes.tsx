import type { Context, Hono } from "hono";
import { z } from "zod";
import { expectErrors } from "../shared/expected_errors.ts";
import type { Fault } from "../shared/fault.ts";
import { validate } from "../shared/validate.ts";
import { renderDocument } from "../shared/web/layout.tsx";
import { initialValues, type JobFormValues, readValues, sentValues, shownValues } from "./jobs/job_form.ts";
import type { CrawlManager } from "./service.ts";
import { JobDetails } from "./pages/job.tsx";
import { JobsPage } from "./pages/jobs.tsx";
import { LedgerDetails } from "./pages/ledger.tsx";
import { NewJobPage } from "./pages/new_job.tsx";
import { RunUnderWay } from "./jobs/retry.ts";
import { JobId, JobQuery, JobStatus, LedgerQuery, RetryInput, SEEDS_PER_JOB, UrlKind, UrlOutcome, UrlState } from "./schemas.ts";

/** Removes empty values, because a form sends a filter that is not set as an empty text. */
const blankIsAbsent = (query: unknown) =>
  Object.fromEntries(Object.entries(z.record(z.string(), z.unknown()).parse(query)).filter(([, value]) => value !== ""));
const JobsQuery = z.preprocess(blankIsAbsent, JobQuery);
const UrlsQuery = z.preprocess(blankIsAbsent, LedgerQuery);
const FormFields = z.record(z.string(), z.string());
const Action = JobId.extend({ action: z.enum(["pause", "resume", "cancel"]) });
const RetryForm = RetryInput.extend({ dryRun: z.stringbool().optional() });

export function jobPages(app: Hono, { manager }: { manager: CrawlManager }): void {
  app.get("/jobs", validate("query", JobsQuery), async (context) => {
    const query = context.req.valid("query");
    const page = await manager.list(query);
    const props = { page, status: query.status, statuses: JobStatus.options, cursor: query.cursor };
    return context.html(renderDocument(<JobsPage {...props} />));
  });

  app.get("/jobs/new", validate("query", FormFields), (context) => {
    return showForm(context, initialValues(context.req.valid("query")), []);
  });

  app.post("/jobs", validate("form", FormFields), async (context) => {
    const values = sentValues(context.req.valid("form"));
    const created = await create(manager, values);
    return "faults" in created ? showForm(context, values, created.faults) : context.redirect(`/jobs/${created.id}`, 303);
  });

  app.get("/jobs/:id", validate("param", JobId), async (context) => {
    const { id } = context.req.valid("param");
    const job = await manager.get(id);
    const [messages, images, reasons, cuts, hosts] = await Promise.all([
      manager.messages(id),
      manager.recentImages(id),
      manager.reasons(id),
      manager.cuts(id),
      manager.hosts(id),
    ]);
    const props = { job, messages, images, reasons, cuts, hosts };
    return context.html(renderDocument(<JobDetails {...props} />));
  });

  app.get("/jobs/:id/urls", validate("param", JobId), validate("query", UrlsQuery), async (context) => {
    const { id } = context.req.valid("param");
    const query = context.req.valid("query");
    const [job, page, reasons] = await Promise.all([manager.get(id), manager.urls(id, query), manager.reasons(id)]);
    const choices = { kind: UrlKind.options, state: UrlState.options, outcome: UrlOutcome.options };
    const props = { job, query, page, reasons, choices };
    return context.html(renderDocument(<LedgerDetails {...props} />));
  });

  app.post("/jobs/:id/retry", validate("param", JobId), validate("form", RetryForm), async (context) => {
    const { id } = context.req.valid("param");
    const runId = await retry(manager, id, context.req.valid("form"));
    return context.redirect(`/jobs/${runId}`, 303);
  });

  app.post("/jobs/:id/:action", validate("param", Action), async (context) => {
    const { id, action } = context.req.valid("param");
    const job = await manager[action](id);
    return context.redirect(`/jobs/${job.id}`, 303);
  });
}

function showForm(context: Context, values: JobFormValues, faults: Fault[]): Response | Promise<Response> {
  const props = { ...shownValues(values), faults, seedLimit: SEEDS_PER_JOB };
  return context.html(renderDocument(<NewJobPage {...props} />), faults.length > 0 ? 422 : 200);
}

/** Starts another run. Returns the id of the run that is already under way if there is one, as after a double click. */
async function retry(manager: CrawlManager, id: number, input: RetryInput): Promise<number> {
  const started = await expectErrors(["conflict"], () => manager.retry(id, input));
  if ("result" in started) return started.result.id;
  if (started.error instanceof RunUnderWay) return started.error.runId;
  throw started.error;
}

/** Creates a job, or returns the faults of its fields: those that the schema finds, and those that the manager finds. */
async function create(manager: CrawlManager, values: JobFormValues): Promise<{ id: number } | { faults: Fault[] }> {
  const read = readValues(values);
  if ("faults" in read) return read;
  const created = await expectErrors(["invalid"], () => manager.create(read.input));
  if ("result" in created) return created.result;
  const { faults, message } = created.error;
  return { faults: faults.length > 0 ? faults : [{ path: "", message }] };
}
