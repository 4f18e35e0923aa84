import type { Context, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { sqlState } from "../database/handle.ts";
import { AppError, ERROR_STATUS, type ErrorCode, type Fault } from "../errors.ts";
import type { Log } from "../log.ts";
import { Layout, renderDocument } from "./layout.tsx";
import { wantsPage } from "./request.ts";
import { standalonePage } from "./standalone.tsx";

const TITLES: Record<ErrorCode, string> = {
  malformed: "Malformed request",
  unauthorized: "Not signed in",
  forbidden: "Forbidden",
  "not_found": "Not found",
  conflict: "Conflict",
  gone: "Gone",
  "too_large": "Too large",
  misdirected: "Wrong host name",
  invalid: "Invalid input",
  "too_costly": "Takes too long",
  internal: "Internal error",
  "too_many_requests": "Too many requests",
  unavailable: "Not available now",
};

const RETRY_AFTER_SECONDS = "5";
/** Statement timeout, lock timeout, deadlock, no connection, out of resources, shutting down: it may work in a moment. */
const PASSING_STATE = /^(57014|57P0[1-5]|40001|40P01|55000|55P03|3D000|08...|28...|53...)$/;
/** Text or numbers that PostgreSQL cannot hold: U+0000, half of a surrogate pair, a number out of range. */
const UNSTORABLE_STATE = /^(22021|22P05|22P02|22003)$/;
/** Those who are told one of these may have no right to our style sheet. */
const OUTSIDE: readonly ErrorCode[] = ["misdirected", "forbidden", "unauthorized"];

/** RFC 9457, with the faults of single fields and the name under which the log knows the request. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  errors: Fault[];
  requestId: string;
}

/** One place where every error becomes an answer: problem details for programs, a page for people. */
export function problemRoutes(app: Hono, { log }: { log: Log }): void {
  app.onError((error, context) => answerProblem(context, explain(error, context, log)));
  app.notFound((context) => {
    const { method, path } = context.req;
    const advice = path.startsWith("/api") ? " /api/docs lists what there is." : "";
    return answerProblem(context, new AppError("not_found", `There is nothing at ${method} ${path}.${advice}`));
  });
}

function explain(error: Error, context: Context, log: Log): AppError {
  if (error instanceof AppError && error.code !== "internal") return error;
  if (error instanceof HTTPException && error.status < 500) return ofHttp(error);
  const state = sqlState(error);
  const fields = { error, requestId: context.get("requestId") };
  if (state !== null && PASSING_STATE.test(state)) {
    log.warning(`The database did not answer in time (${state})`, fields);
    return new AppError("unavailable", "The database is busy or restarting. Try again in a moment.");
  }
  if (state !== null && UNSTORABLE_STATE.test(state)) {
    log.warning(`The database refused a value (${state})`, fields);
    return new AppError("invalid", "A value cannot be stored: it holds a character or a number that the database does not take.");
  }
  log.error(`${context.req.method} ${context.req.path} failed`, fields);
  return new AppError("internal", "Something went wrong here. The log of the server tells more under this request's id.");
}

function ofHttp(error: HTTPException): AppError {
  const code = (Object.keys(ERROR_STATUS) as ErrorCode[]).find((code) => ERROR_STATUS[code] === error.status) ?? "malformed";
  const isJson = code === "malformed" && /json/i.test(error.message);
  return new AppError(
    code,
    isJson ? "The body is not JSON: it cannot be read. Check quotes, commas and brackets." : error.message,
  );
}

function answerProblem(context: Context, error: AppError): Response {
  const problem: Problem = {
    type: `/api/docs#error-${error.code}`,
    title: TITLES[error.code],
    status: ERROR_STATUS[error.code],
    detail: error.message,
    errors: error.faults,
    requestId: context.get("requestId") ?? "",
  };
  if (error.code === "unavailable" || error.code === "too_many_requests") context.header("retry-after", RETRY_AFTER_SECONDS);
  if (error.code === "unauthorized") context.header("www-authenticate", `Bearer realm="Image Tagger"`);
  if (!wantsPage(context)) {
    return context.json(problem, ERROR_STATUS[error.code], { "content-type": "application/problem+json" });
  }
  if (OUTSIDE.includes(error.code)) {
    const { title, status } = { title: problem.title, status: ERROR_STATUS[error.code] };
    return standalonePage(context, { title, status, children: <Explanation problem={problem} /> });
  }
  return context.html(renderDocument(<ProblemPage problem={problem} />), ERROR_STATUS[error.code]);
}

function ProblemPage({ problem }: { problem: Problem }) {
  return (
    <Layout title={problem.title}>
      <h1 class="mb-3 text-xl font-semibold">{problem.title}</h1>
      <Explanation problem={problem} />
      <p class="mt-6">
        <a href="/">Back to the gallery</a>
      </p>
    </Layout>
  );
}

function Explanation({ problem }: { problem: Problem }) {
  const named = problem.errors.filter(({ path }) => path !== "");
  return (
    <>
      <p role="alert">{named.length > 0 ? "Some of what was sent is not right:" : problem.detail}</p>
      {named.length > 0 && (
        <ul>
          {named.map(({ path, message }) => (
            <li key={path}>
              <strong>{path}</strong>: {message}
            </li>
          ))}
        </ul>
      )}
      <p class="mt-3 text-sm">Status {problem.status}, request {problem.requestId}</p>
    </>
  );
}

/** Every error's name, title and status, for the documentation. */
export function listProblems(): { code: ErrorCode; title: string; status: number }[] {
  return (Object.keys(TITLES) as ErrorCode[]).map((code) => ({ code, title: TITLES[code], status: ERROR_STATUS[code] }));
}
