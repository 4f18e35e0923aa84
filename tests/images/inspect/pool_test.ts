import assert from "node:assert/strict";
import { openInspectPool } from "../../../modules/images/inspect/pool.ts";
import { startDecoder } from "../../../modules/images/inspect/decoder.ts";
import { inspectArguments } from "../../../modules/images/inspect/process.ts";
import { createLog } from "../../../modules/shared/log.ts";
import { killReader, withInspectFiles as withFiles } from "../../support/inspect_files.ts";

const log = createLog({ level: "error", format: "text" });

/** How often an image is tried: once beside others, and then five times alone. */
const DEATHS = 6;

Deno.test("the pool inspects many images at a time in its fixed number of processes", async () => {
  await withFiles(async (dataDir, files) => {
    const pool = openInspectPool({ dataDir, processes: 2, log });
    assert.deepEqual(pool.pids(), []);
    const inspections = await Promise.all(Array.from({ length: 12 }, () => pool.inspect(files("good"))));
    assert.deepEqual(new Set(inspections.map(({ outcome }) => outcome)), new Set(["image"]));
    assert.equal(pool.pids().length, 2);
    await pool.close();
    await assert.rejects(pool.inspect(files("good")), { code: "unavailable" });
  });
});

Deno.test("an image whose process is killed gets another one; the caller does not notice", async () => {
  await withFiles(async (dataDir, files) => {
    const pool = openInspectPool({ dataDir, processes: 1, log });
    await pool.inspect(files("good"));
    const [before = 0] = pool.pids();
    const inspecting = pool.inspect(files("good"));
    Deno.kill(before, "SIGKILL");
    assert.equal((await inspecting).outcome, "image");
    assert.notDeepEqual(pool.pids(), [before]);
    await pool.close();
  });
});

Deno.test("an image whose process dies again and again has failed, and the next one has not", async () => {
  await withFiles(async (dataDir, files) => {
    const pool = openInspectPool({ dataDir, processes: 1, log });
    await pool.inspect(files("good"));
    const inspecting = pool.inspect(files("pipe"));
    for (let round = 0; round < DEATHS; round++) {
      await killReader(pool, files("pipe").path);
    }
    const inspection = await inspecting;
    assert.equal(inspection.outcome, "failed");
    assert.match("detail" in inspection ? inspection.detail : "", /decoder ended \(SIGKILL\)/);
    assert.equal((await pool.inspect(files("good"))).outcome, "image");
    await pool.close();
  });
});

Deno.test("an image that takes longer than the deadline fails, and its process has ended", async () => {
  await withFiles(async (dataDir, files) => {
    const pool = openInspectPool({ dataDir, processes: 1, log, deadlineMilliseconds: 700 });
    await pool.inspect(files("good"));
    const [pid = 0] = pool.pids();
    const inspection = await pool.inspect(files("slow"));
    assert.equal(inspection.outcome, "failed");
    assert.match("detail" in inspection ? inspection.detail : "", /stopped after 0.7 s/);
    assert.equal((await pool.inspect(files("good"))).outcome, "image");
    assert.notDeepEqual(pool.pids(), [pid]);
    await pool.close();
  });
});

Deno.test("an image that takes too long does not make others fail that wait in its process", async () => {
  await withFiles(async (dataDir, files) => {
    const pool = openInspectPool({ dataDir, processes: 1, log, deadlineMilliseconds: 2_000 });
    await pool.inspect(files("good"));
    const inspections = await Promise.all(["slow", "good", "good", "good"].map((name) => pool.inspect(files(name))));
    assert.deepEqual(inspections.map(({ outcome }) => outcome), ["failed", "image", "image", "image"]);
    await pool.close();
  });
});

Deno.test("an image beside one that ends its process again and again is inspected in a process of its own", async () => {
  await withFiles(async (dataDir, files) => {
    const pool = openInspectPool({ dataDir, processes: 1, log });
    await pool.inspect(files("good"));
    const stuck = pool.inspect(files("pipe"));
    const good = pool.inspect(files("good"));
    for (let round = 0; round < DEATHS; round++) {
      await killReader(pool, files("pipe").path);
    }
    assert.deepEqual([(await good).outcome, (await stuck).outcome], ["image", "failed"]);
    await pool.close();
  });
});

Deno.test("images that end their process fail, and those beside and after them do not", async () => {
  await withFiles(async (dataDir, files) => {
    const pool = openInspectPool({ dataDir, processes: 1, log, deadlineMilliseconds: 1_500 });
    await pool.inspect(files("good"));
    const inspections = await Promise.all(["slow", "slow", "good", "good", "slow"].map((name) => pool.inspect(files(name))));
    assert.deepEqual(inspections.map(({ outcome }) => outcome), ["failed", "failed", "image", "image", "failed"]);
    await pool.close();
    assert.deepEqual(pool.pids(), []);
  });
});

Deno.test("a process is replaced after so many images", async () => {
  await withFiles(async (dataDir, files) => {
    const pool = openInspectPool({ dataDir, processes: 1, log, imagesPerProcess: 2 });
    const pids: number[] = [];
    for (let image = 0; image < 4; image++) {
      assert.equal((await pool.inspect(files("good"))).outcome, "image");
      pids.push(...pool.pids());
    }
    assert.equal(new Set(pids).size, 2);
    await pool.close();
  });
});

Deno.test("closing rejects all inspections that have not ended, and leaves no process", async () => {
  await withFiles(async (dataDir, files) => {
    const pool = openInspectPool({ dataDir, processes: 1, log });
    await pool.inspect(files("good"));
    const rejected = Promise.all(
      ["slow", "good"].map((name) => assert.rejects(pool.inspect(files(name)), { code: "unavailable" })),
    );
    await pool.close();
    await rejected;
    assert.deepEqual(pool.pids(), []);
  });
});

Deno.test("a missing file makes only its own image fail", async () => {
  await withFiles(async (dataDir, files) => {
    const decoder = startDecoder({ dataDir });
    const answer = await decoder.ask(files("absent"));
    assert.equal(answer.kind === "answered" && answer.inspection.outcome, "failed");
    assert.equal((await decoder.ask(files("good"))).kind, "answered");
    decoder.kill();
    await decoder.ended;
  });
});

Deno.test("a child ends at once with its parent, even while it decodes", async () => {
  await withFiles(async (dataDir, files) => {
    const command = new Deno.Command(Deno.execPath(), {
      args: inspectArguments({ dataDir }),
      clearEnv: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    });
    const child = command.spawn();
    const reader = child.stdout.getReader();
    assert.match(new TextDecoder().decode((await reader.read()).value), /"ready":true/);
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(JSON.stringify({ id: 1, ...files("slow") }) + "\n"));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const started = performance.now();
    await writer.close();
    await child.status;
    assert.ok(performance.now() - started < 2_000, `it took ${performance.now() - started} ms`);
    await reader.cancel();
  });
});
