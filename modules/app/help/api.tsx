import { HelpCode, type HelpPage, HelpSection, HelpText } from "../../shared/web/help.tsx";

/** First steps with the API; /api/docs is the reference. */
export const API_HELP: HelpPage = {
  path: "/help/api",
  title: "Programs and the API",
  about: "Everything that the pages do can be done by a program, with JSON over HTTP.",
  Content: ApiHelp,
};

/** Shown on the page; a test checks their bodies. */
export const EXAMPLES: readonly { method: "GET" | "POST"; path: string; body?: object }[] = [
  { method: "POST", path: "/api/jobs", body: { urls: ["https://example.org/"], options: { maxDepth: 1, tags: ["example"] } } },
  { method: "GET", path: "/api/jobs/1/events" },
  { method: "GET", path: "/api/jobs/1/reasons" },
  { method: "GET", path: "/api/jobs/1/urls?kind=image&outcome=failed&q=gallery" },
  { method: "POST", path: "/api/jobs/1/retry", body: { only: "failures" } },
  { method: "GET", path: "/api/images?q=example&limit=10" },
  { method: "POST", path: "/api/images/tags", body: { select: { q: "example" }, add: ["seen"], remove: [] } },
];

const ANSWERS =
  'Lists answer `{"items": […], "next": "<cursor>" | null}`. Errors are problem details (RFC 9457). If the server has an access token, send it as `Authorization: Bearer <token>`.';

function ApiHelp() {
  return (
    <>
      <HelpSection id="reference" title="Reference">
        <p>
          <a href="/api/docs">Every route with its parameters and answers</a>, and the same as{" "}
          <a href="/api/openapi.json">OpenAPI 3.1</a>.
        </p>
        <p>
          <HelpText
            text={ANSWERS}
          />
        </p>
      </HelpSection>
      <HelpSection id="examples" title="Examples">
        <HelpCode text={EXAMPLES.map(curlOf).join("\n")} />
      </HelpSection>
    </>
  );
}

function curlOf({ method, path, body }: { method: string; path: string; body?: object }): string {
  const address = `'http://127.0.0.1:8000${path}'`;
  if (body === undefined) return `curl ${path.endsWith("/events") ? "-N " : ""}${address}`;
  return `curl -X ${method} ${address} -H 'Content-Type: application/json' \\\n  -d '${JSON.stringify(body)}'`;
}
