import assert from "node:assert/strict";
import { openBackend } from "../../../modules/app/crawl_command/backend.ts";
import { remoteBackend } from "../../../modules/app/crawl_command/remote.ts";
import { JobInput, type JobMessage } from "../../../modules/crawl/schemas.ts";
import { createLog } from "../../../modules/shared/log.ts";
import { openTestApp, type TestApp } from "../../support/app.ts";
import { openSite } from "../../support/site.ts";

const log = createLog({ level: "error", format: "text" });

interface Server {
  address: string;
  /** Ends the server and breaks all connections. */
  cut(): Promise<void>;
}

function serve({ app }: TestApp, port = 0): Server {
  const ended = new AbortController();
  const server = Deno.serve({ hostname: "127.0.0.1", port, signal: ended.signal, onListen: () => {} }, app.fetch);
  return {
    address: `http://127.0.0.1:${server.addr.port}`,
    cut: async () => {
      ended.abort();
      await server.finished;
    },
  };
}

Deno.test("a job in a server is followed after the connection broke, and every message is shown once", async () => {
  const gate = Promise.withResolvers<void>();
  const site = await openSite({
    "/": `<a href="/late">late</a>`,
    "/late": async () => {
      await gate.promise;
      return new Response("gone", { status: 404 });
    },
  });
  const test = await openTestApp({ CRAWL_ALLOWED_PRIVATE_HOSTS: site.hostPort });
  let server = serve(test);
  try {
    await test.engine.setAddress(server.address);
    const backend = await openBackend(test.engine.config, log);
    assert.equal(backend.handedOver, true);
    const { id } = await backend.create(JobInput.parse({ urls: [site.url], options: { delayMilliseconds: 0 } }));
    const messages: JobMessage[] = [];
    let status = "";
    let cuts = 0;
    for await (const event of backend.observe(id, new AbortController().signal)) {
      if (event.type === "message") messages.push(event.message);
      if (event.type === "job") status = event.job.status;
      if (cuts > 0 || event.type !== "job" || event.job.counters.pagesDone === 0) continue;
      cuts++;
      await server.cut();
      gate.resolve();
      server = serve(test);
      await test.engine.setAddress(server.address);
    }
    assert.deepEqual([status, cuts], ["completed", 1]);
    assert.deepEqual(messages, await test.engine.manager.messages(id));
    assert.equal((await backend.get(id)).status, "completed");
  } finally {
    gate.resolve();
    await server.cut();
    await test.close();
    await site.close();
  }
});

Deno.test("an error in a sentence says that a server does not answer any more", async () => {
  const dataDir = await Deno.makeTempDir();
  const closed = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const address = `http://127.0.0.1:${closed.addr.port}`;
  closed.close();
  const backend = remoteBackend({ dataDir, holder: { pid: 1, address, secret: "secret" }, waitMilliseconds: 5 });
  const unreachable = { name: "AppError", code: "unavailable", message: /^The server at http:\S+, which runs .*does not answer/ };
  await assert.rejects(backend.get(1), unreachable);
  await assert.rejects(backend.create(JobInput.parse({ urls: ["http://site.test/"] })), unreachable);
  await assert.rejects(Array.fromAsync(backend.observe(1, new AbortController().signal)), unreachable);
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("an error that the server answers is thrown with its message, and the request is not repeated", async () => {
  const test = await openTestApp();
  const server = serve(test);
  try {
    const { localSecret: secret = "" } = test.engine;
    const holder = { pid: Deno.pid, address: server.address, secret };
    const backend = remoteBackend({ dataDir: test.engine.config.dataDir, holder, waitMilliseconds: 60_000 });
    const missing = { code: "not_found", message: /7/ };
    await assert.rejects(backend.get(7), missing);
    await assert.rejects(Array.fromAsync(backend.observe(7, new AbortController().signal)), missing);
  } finally {
    await server.cut();
    await test.close();
  }
});
