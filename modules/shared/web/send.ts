/** Calls the JSON API from an island. Throws an Error with the message of the problem details. */
export async function send<Answer>(
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
): Promise<Answer> {
  const response = await fetch(path, {
    method,
    headers: body === undefined
      ? { accept: "application/json" }
      : { accept: "application/json", "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new Error("The server cannot be reached. Try again in a moment.");
  });
  if (response.ok) return response.status === 204 ? undefined as Answer : await response.json();
  // A proxy may answer without problem details. Then the message is the status.
  const problem: { detail?: string; title?: string } = await response.json().catch(() => ({}));
  throw new Error(problem.detail ?? problem.title ?? `The server answered ${response.status}`);
}
