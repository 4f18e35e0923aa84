import type { JsonSchema } from "../json_schema.ts";
import type { OpenApi, Operation } from "../openapi.ts";
import { listProblems } from "../problem.ts";
import { Layout, renderDocument } from "./layout.tsx";

/** Renders the description of the API: all routes with their parameters and schemas. */
export function docsPage(document: OpenApi): string {
  return renderDocument(
    <Layout title="API" active="api">
      <h1 class="mb-2 text-xl font-semibold">API</h1>
      <p class="mb-2">{document.info.description}</p>
      <p class="mb-6">
        Programs send <code>Authorization: Bearer ACCESS_TOKEN</code> where the server has a token. The same as a file:{" "}
        <a href="/api/openapi.json">openapi.json</a> (OpenAPI 3.1).
      </p>
      {Object.entries(document.paths).map(([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => (
          <OperationSection key={`${method} ${path}`} method={method} path={path} operation={operation} />
        ))
      )}
      <Problems />
    </Layout>,
  );
}

function OperationSection({ method, path, operation }: { method: string; path: string; operation: Operation }) {
  const body = operation.requestBody?.content["application/json"]?.schema;
  return (
    <section id={operation.operationId} class="border-t border-line py-4">
      <h2 class="font-mono text-base font-semibold break-all">{method.toUpperCase()} {path}</h2>
      <p>{operation.summary}</p>
      {operation.parameters.length > 0 && (
        <ul class="mt-2 list-disc pl-6">
          {operation.parameters.map(({ name, in: location, required, description, schema }) => (
            <li key={name}>
              <code>{name}</code> ({location}
              {required ? ", required" : ""}): {outline(schema)}
              {description && `. ${description}`}
            </li>
          ))}
        </ul>
      )}
      {body && <Schema title="Body" schema={body} />}
      {Object.entries(operation.responses).filter(([status]) => Number(status) < 400).map(([status, response]) => (
        <Schema key={status} title={`Answer ${status}`} schema={response} />
      ))}
    </section>
  );
}

function Schema({ title, schema }: { title: string; schema: object }) {
  return (
    <details class="mt-2">
      <summary>{title}</summary>
      <pre class="overflow-x-auto text-sm">{JSON.stringify(schema, null, 2)}</pre>
    </details>
  );
}

function Problems() {
  return (
    <section class="border-t border-line py-4">
      <h2 class="text-base font-semibold">Errors</h2>
      <p>
        Every error is <code>application/problem+json</code> (RFC 9457); <code>errors</code> names each wrong field and its rule.
      </p>
      <ul class="mt-2 list-disc pl-6">
        {listProblems().map(({ code, title, status }) => (
          <li key={code} id={`error-${code}`}>
            {status} {title} (<code>{code}</code>)
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Describes a schema in a few words: `integer, 1 to 200, default 50`. */
function outline({ type, enum: values, minimum, maximum, default: standard, format }: JsonSchema): string {
  const range = minimum !== undefined && maximum !== undefined ? `${minimum} to ${maximum}` : null;
  const parts = [values ? values.join(" | ") : String(type ?? "any"), format ?? null, range];
  if (standard !== undefined) parts.push(`default ${JSON.stringify(standard)}`);
  return parts.filter((part) => part !== null).join(", ");
}
