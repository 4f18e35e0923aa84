import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createEgress, type EgressClient } from "../../../modules/crawl/egress/client.ts";
import { FetchFault } from "../../../modules/crawl/egress/faults.ts";
import { openTalkingServer } from "../../support/talking_server.ts";

const OK = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";
const answer = (text: string) => `${OK}Content-Length: ${text.length}\r\n\r\n${text}`;
const SMUGGLED = answer("smuggled");
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;

/** Answers with a second one behind it, which belongs to no request. */
const CARRIERS: Record<string, string> = {
  "behind the length": `${answer("first")}${SMUGGLED}`,
  "behind a length of nothing": `${answer("")}${SMUGGLED}`,
  "behind the last chunk": `${CHUNKED}5\r\nfirst\r\n0\r\n\r\n${SMUGGLED}`,
  "behind an odd last chunk": `${CHUNKED}5 \r\nfirst\r\n0 \r\n\r\n${SMUGGLED}`,
  "behind a shorter length beside chunks": `${OK}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  "behind a length beside an unknown coding": `${OK}Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n\r\nfirst${SMUGGLED}`,
  "behind the first of two lengths": `${OK}Content-Length: 5\r\nContent-Length: ${5 + SMUGGLED.length}\r\n\r\nfirst${SMUGGLED}`,
  "behind the same length twice": `${OK}Content-Length: 5\r\nContent-Length: 5\r\n\r\nfirst${SMUGGLED}`,
  "in an answer without content": `HTTP/1.1 204 No Content\r\nContent-Length: ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`,
  "in an answer that says not modified": `HTTP/1.1 304 Not Modified\r\n\r\n${SMUGGLED}`,
  "behind an interim answer": `HTTP/1.1 103 Early Hints\r\n\r\n${answer("first")}${SMUGGLED}`,
  "behind lines that end with line feeds alone": `HTTP/1.1 200 OK\nContent-Length: 5\n\nfirst${SMUGGLED}`,
  "behind trailers": `${CHUNKED}5\r\nfirst\r\n0\r\nX: y\r\n\r\n${SMUGGLED}`,
};

Deno.test("bytes behind an answer never become the answer to another request, whichever reader finds them", async () => {
  for (const [name, carrier] of Object.entries(CARRIERS)) {
    const server = openTalkingServer((path) => path === "/carrier" ? [carrier] : [answer(`own ${path}`)]);
    const egress = createEgress(policyFor(server.hostPort), { connections: 1 });
    try {
      for (const turn of [1, 2, 3]) {
        await read(egress, `${server.url}carrier`);
        assert.equal(await read(egress, `${server.url}${turn}`), `own /${turn}`, `${name}, turn ${turn}`);
      }
    } finally {
      await egress.close();
      await server.close();
    }
  }
});

Deno.test("bytes that arrive on an idle connection end it, and its origin gets no second request on one connection again", async () => {
  const server = openTalkingServer((path) => path === "/carrier" ? [answer("first"), SMUGGLED] : [answer(`own ${path}`)]);
  const egress = createEgress(policyFor(server.hostPort), { connections: 1 });
  try {
    assert.equal(await read(egress, `${server.url}carrier`), "first");
    await server.isIdle();
    for (const turn of [1, 2, 3]) assert.equal(await read(egress, `${server.url}${turn}`), `own /${turn}`);
    assert.equal(server.accepted(), 4);
  } finally {
    await egress.close();
    await server.close();
  }
});

Deno.test("a server that breaks no rule is asked on one connection", async () => {
  const server = openTalkingServer((path) => [answer(`own ${path}`)]);
  const egress = createEgress(policyFor(server.hostPort), { connections: 1 });
  try {
    for (const turn of [1, 2, 3]) assert.equal(await read(egress, `${server.url}${turn}`), `own /${turn}`);
    assert.equal(server.accepted(), 1);
  } finally {
    await egress.close();
    await server.close();
  }
});

function policyFor(hostPort: string) {
  return { userAgent: "Test/1.0", allowedPorts: [], allowedPrivateHosts: [hostPort], ownAddresses: [] };
}

/** Returns the body of an answer, or the reason of the fault. */
async function read(egress: EgressClient, url: string): Promise<string> {
  try {
    const { body } = await egress.get(url, { accept: "*/*", maxBytes: 10_000 });
    return Buffer.concat(await Array.fromAsync(body)).toString();
  } catch (error) {
    if (error instanceof FetchFault) return error.reason;
    throw error;
  }
}
