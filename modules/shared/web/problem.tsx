import type { Context } from "hono";
import { type AppError, ERROR_STATUS, type ErrorCode } from "../errors.ts";
import { type Problem, PROBLEM_TITLES } from "../problem.ts";
import { Layout, renderDocument } from "./layout.tsx";
import { acceptsHtml } from "./request.ts";
import { standalonePage } from "./standalone.tsx";

const RETRY_AFTER_SECONDS = "5";
/** Errors that are shown without the layout, because the client may not be allowed to load the style sheet. */
const STANDALONE: readonly ErrorCode[] = ["misdirected", "forbidden", "unauthorized"];

/** Answers a program with problem details (RFC 9457). */
export function answerProblem(context: Context, error: AppError): Response {
  const problem = problemOf(context, error);
  return context.json(problem, ERROR_STATUS[error.code], { "content-type": "application/problem+json" });
}

/** Answers a browser with a page, and a client that does not accept HTML with problem details. */
export function answerProblemPage(context: Context, error: AppError): Response {
  if (!acceptsHtml(context)) return answerProblem(context, error);
  const problem = problemOf(context, error);
  const status = ERROR_STATUS[error.code];
  if (STANDALONE.includes(error.code)) {
    return standalonePage(context, { title: problem.title, status, children: <Explanation problem={problem} /> });
  }
  return context.html(renderDocument(<ProblemPage problem={problem} />), status);
}

/** Returns the problem details of an error, and sets the headers that belong to its status. */
function problemOf(context: Context, error: AppError): Problem {
  if (error.code === "unavailable" || error.code === "too_many_requests") context.header("retry-after", RETRY_AFTER_SECONDS);
  if (error.code === "unauthorized") context.header("www-authenticate", `Bearer realm="Image Tagger"`);
  return {
    type: `/api/docs#error-${error.code}`,
    title: PROBLEM_TITLES[error.code],
    status: ERROR_STATUS[error.code],
    detail: error.message,
    errors: error.faults,
    requestId: context.get("requestId") ?? "",
  };
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
      <p role="alert">{named.length > 0 ? "Some values are not valid:" : problem.detail}</p>
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
