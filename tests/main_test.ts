import assert from "node:assert/strict";
import { readConfig } from "../modules/shared/config.ts";
import { closedPort } from "./support/site.ts";
import { mainFlags } from "../modules/app/process.ts";

const ROOT = new URL("../", import.meta.url).pathname;

/** The program as `deno task start` runs it, with the permissions that it has there. */
function run(environment: Record<string, string>, args: string[] = []): Deno.ChildProcess {
  const config = readConfig({ DATA_DIR: environment.DATA_DIR ?? "./data" });
  const flags = mainFlags({ dataDir: config.dataDir });
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", ...flags, "main.ts", ...args],
    cwd: ROOT,
    env: { PORT: "0", LOG_LEVEL: "error", INSPECT_PROCESSES: "1", DATABASE_URL: "", ACCESS_TOKEN: "", ...environment },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function outcomeOf(process: Deno.ChildProcess): Promise<{ code: number; output: string; errors: string }> {
  const { code, stdout, stderr } = await process.output();
  return { code, output: new TextDecoder().decode(stdout), errors: new TextDecoder().decode(stderr) };
}

async function withDirectory(work: (directory: string) => Promise<void>): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "image-tagger-" });
  await work(directory).finally(() => Deno.remove(directory, { recursive: true }));
}

/** Reads until the line that names the address; the rest of the output is let go. */
async function addressOf(process: Deno.ChildProcess): Promise<string> {
  let text = "";
  const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  while (!text.includes("\n")) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`It ended and said: ${text}`);
    text += value;
  }
  void reader.cancel();
  return /^Image Tagger is at (http:\S+)\n/.exec(text)?.[1] ?? assert.fail(`It said: ${text}`);
}

Deno.test("main.ts serves on a free port, says where, and ends with 0 on SIGTERM though a job runs and an event stream is open", async () => {
  await withDirectory(async (directory) => {
    const asked = Promise.withResolvers<void>();
    const closing = new AbortController();
    const site = Deno.serve({ port: 0, hostname: "127.0.0.1", signal: closing.signal, onListen: () => {} }, () => {
      asked.resolve();
      return new Promise(() => {});
    });
    const allowed = { CRAWL_ALLOWED_PRIVATE_HOSTS: `127.0.0.1:${site.addr.port}` };
    const process = run({ DATA_DIR: directory, ...allowed });
    const drained = process.stderr.pipeTo(new WritableStream());
    const address = await addressOf(process);
    assert.equal(await (await fetch(`${address}/healthz`)).text(), `{"status":"ok"}`);
    assert.equal((await fetch(`${address}/readyz`)).status, 200);
    assert.match(await (await fetch(address, { headers: { accept: "text/html" } })).text(), /<!doctype html>/);

    const busy = await outcomeOf(run({ DATA_DIR: directory }));
    assert.equal(busy.code, 1);
    assert.match(busy.errors, /Image Tagger cannot start:\n.+/);
    assert.doesNotMatch(busy.errors, /at file:/);

    const made = await fetch(`${address}/api/jobs`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ urls: [`http://127.0.0.1:${site.addr.port}/`] }),
    });
    assert.equal(made.status, 201);
    const { id } = await made.json();
    const events = await fetch(`${address}/api/jobs/${id}/events`);
    assert.equal(events.headers.get("content-type"), "text/event-stream");
    await asked.promise;
    const begun = performance.now();
    process.kill("SIGTERM");
    const { code } = await process.status;
    const milliseconds = performance.now() - begun;
    closing.abort();
    await Promise.allSettled([events.body?.cancel(), drained, site.finished]);
    assert.equal(code, 0);
    assert(milliseconds < 10_000, `it took ${milliseconds} ms`);
  });
});

Deno.test("main.ts waits for a database server that is down: it lives, is not ready, says so in the log, and ends in order", async () => {
  await withDirectory(async (directory) => {
    const port = closedPort();
    const environment = { DATA_DIR: directory, DATABASE_URL: `postgres://nobody@127.0.0.1:${closedPort()}/none` };
    const process = run({ ...environment, PORT: String(port), LOG_LEVEL: "warning" });
    const ended = outcomeOf(process);
    const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
    while (await ask("/healthz").then(({ body }) => body?.cancel().then(() => false), () => true)) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.equal(await (await ask("/healthz")).text(), `{"status":"ok"}`);
    for (const path of ["/readyz", "/", "/api/images"]) {
      const answer = await ask(path);
      assert.deepEqual([answer.status, answer.headers.has("retry-after")], [503, true], path);
      assert.match(await answer.text(), path === "/readyz" ? /does not answer/ : /is starting/);
    }
    process.kill("SIGTERM");
    const { code, errors } = await ended;
    assert.equal(code, 0, errors);
    assert.match(errors, /The database does not answer yet.*ECONNREFUSED/);
  });
});

Deno.test("main.ts refuses wrong settings with all of them and exit status 2, before it touches anything", async () => {
  await withDirectory(async (directory) => {
    const { code, output, errors } = await outcomeOf(
      run({ DATA_DIR: `${directory}/new`, HOST: "0.0.0.0", PORT: "x", LOG_LEVEL: "loud" }),
    );
    assert.equal(code, 2);
    assert.equal(output, "");
    assert.match(errors, /ACCESS_TOKEN must be set.*HOST=0\.0\.0\.0/);
    assert.match(errors, /PORT must be a number/);
    assert.match(errors, /LOG_LEVEL/);
    assert.doesNotMatch(errors, /at file:/);
    await assert.rejects(Deno.stat(`${directory}/new`), Deno.errors.NotFound);
  });
});

Deno.test("main.ts says what is wrong with a port, a host or a data directory that cannot be used", async (context) => {
  await withDirectory(async (directory) => {
    const taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    await Deno.writeTextFile(`${directory}/file`, "");
    const cases = [
      [{ PORT: String(taken.addr.port) }, /PORT \d+ of 127\.0\.0\.1 is taken/],
      [{ HOST: "203.0.113.7", ACCESS_TOKEN: "0123456789abcdef" }, /HOST 203\.0\.113\.7 is no address of this machine/],
      [{ DATA_DIR: `${directory}/file` }, /DATA_DIR|data directory/i],
    ] as const;
    for (const [environment, expected] of cases) {
      await context.step(String(expected), async () => {
        const { code, errors } = await outcomeOf(run({ DATA_DIR: `${directory}/data`, ...environment }));
        assert.equal(code, 1, errors);
        assert.match(errors, expected);
        assert.doesNotMatch(errors, /at file:/);
      });
    }
    taken.close();
  });
});

Deno.test("main.ts --help lists every setting and exits with 0", async () => {
  const { code, output } = await outcomeOf(run({}, ["--help"]));
  assert.equal(code, 0);
  assert.match(output, /DATA_DIR +Where images/);
  assert.match(output, /CRAWL_ALLOWED_PRIVATE_HOSTS/);
});
