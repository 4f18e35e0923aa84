import assert from "node:assert/strict";
import { getPriority } from "node:os";
import { startDecoder } from "../../../modules/images/inspect/decoder.ts";
import { openInspectPool } from "../../../modules/images/inspect/pool.ts";
import { createLog } from "../../../modules/shared/log.ts";
import { withInspectFiles } from "../../support/inspect_files.ts";

const log = createLog({ level: "error", format: "text" });

/** Keeps the cores busy while `work` runs, with four loops per core at the priority of this process. */
async function besideBusyLoops(pid: number, work: () => Promise<void>): Promise<void> {
  const loops = Array.from({ length: 4 * navigator.hardwareConcurrency }, () => {
    return new Deno.Command("nice", { args: ["-n", String(getPriority(pid)), "sh", "-c", "while :; do :; done"] }).spawn();
  });
  try {
    await work();
  } finally {
    for (const loop of loops) loop.kill("SIGKILL");
    await Promise.all(loops.map(({ status }) => status));
  }
}

Deno.test("an image that decodes within the deadline is kept while busy loops take the cores", async () => {
  await withInspectFiles(async (dataDir, files) => {
    const deadlineMilliseconds = 1_500;
    const pool = openInspectPool({ dataDir, processes: 1, log, deadlineMilliseconds });
    await pool.inspect(files("good"));
    await besideBusyLoops(pool.pids()[0]!, async () => {
      const started = performance.now();
      assert.equal((await pool.inspect(files("heavy"))).outcome, "image");
      assert.ok(performance.now() - started > deadlineMilliseconds, "a deadline in wall time would have passed");
    });
    await pool.close();
  });
});

Deno.test("an endless image is stopped after its CPU time, and its neighbours are kept", async () => {
  await withInspectFiles(async (dataDir, files) => {
    const pool = openInspectPool({ dataDir, processes: 1, log, deadlineMilliseconds: 1_500 });
    const names = ["slow", "heavy", "heavy", "good"];
    const inspections = await Promise.all(names.map((name) => pool.inspect(files(name))));
    assert.deepEqual(inspections.map(({ outcome }) => outcome), ["failed", "image", "image", "image"]);
    assert.match("detail" in inspections[0]! ? inspections[0].detail : "", /stopped after 1.5 s of CPU time/);
    await pool.close();
  });
});

Deno.test("an image fails because of the CPU time of its process only if it was alone", async () => {
  await withInspectFiles(async (dataDir, files) => {
    const ask = async (names: string[]) => {
      const decoder = startDecoder({ dataDir, deadlineMilliseconds: 300 });
      const answers = await Promise.all(names.map((name) => decoder.ask(files(name))));
      await decoder.ended;
      return answers.map(({ kind }) => kind);
    };
    // How far the others came when the process was ended depends on the machine.
    const together = await ask(["slow", "heavy", "slow", "heavy", "good"]);
    assert.equal(together[0], "lost");
    assert.ok(!together.includes("over"), together.join(", "));
    assert.deepEqual(await ask(["slow"]), ["over"]);
  });
});

Deno.test("a process that reports nothing is stopped, and only the image that caused it has failed", async () => {
  await withInspectFiles(async (dataDir, files) => {
    const pool = openInspectPool({ dataDir, processes: 1, log, stuckMilliseconds: 2_500 });
    const inspections = await Promise.all(["pipe", "good", "heavy"].map((name) => pool.inspect(files(name))));
    assert.deepEqual(inspections.map(({ outcome }) => outcome), ["failed", "image", "image"]);
    assert.match("detail" in inspections[0]! ? inspections[0].detail : "", /stopped after 2.5 s without progress/);
    await pool.close();
  });
});

Deno.test("no image fails if a process is killed before it has started", async () => {
  await withInspectFiles(async (dataDir, files) => {
    const pool = openInspectPool({ dataDir, processes: 1, log });
    const inspecting = pool.inspect(files("good"));
    while (pool.pids().length === 0) await Promise.resolve();
    Deno.kill(pool.pids()[0]!, "SIGKILL");
    assert.equal((await inspecting).outcome, "image");
    await pool.close();
  });
});

Deno.test("if no process starts, the caller gets an error and no image fails", async () => {
  await withInspectFiles(async (dataDir, files) => {
    const pool = openInspectPool({ dataDir, processes: 1, log, stuckMilliseconds: 20 });
    await assert.rejects(pool.inspect(files("good")), { code: "unavailable", message: /No process starts .* without progress/ });
    await pool.close();
  });
});
