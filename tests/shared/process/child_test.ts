import assert from "node:assert/strict";
import { getPriority } from "node:os";
import { type Child, startChild } from "../../../modules/shared/process/child.ts";
import { LINE_BYTES } from "../../../modules/shared/process/json_lines.ts";
import { type Command, Report } from "../../support/talking_child.ts";

const SUPPORT = new URL("../../support/", import.meta.url).pathname;

function start(handle: (report: { text: string; sent: number }, child: Child<Command>) => Promise<void> | void): Child<Command> {
  const child: Child<Command> = startChild<typeof Report, Command>({
    args: ["run", "--quiet", "--no-prompt", "--allow-env", `${SUPPORT}talking_child.ts`],
    report: Report,
    handle: (report) => handle(report, child),
  });
  return child;
}

Deno.test("startChild() passes commands and reports on in their order, whatever their text", async () => {
  const texts = ["a", "zwei\nZeilen", "\u2028", "日本語 😀", "", "x".repeat(100_000)];
  const heard: string[] = [];
  const child = start(({ text }, child) => {
    heard.push(text);
    if (heard.length === texts.length) child.kill();
  });
  await Promise.all(texts.map((text) => child.send({ do: "echo", text })));
  await child.ended;
  assert.deepEqual(heard, texts);
});

Deno.test("startChild() gives the child none of the environment's secrets", async () => {
  Deno.env.set("CHILD_TEST_SECRET", "hunter2");
  const heard: string[] = [];
  const child = start(({ text }, child) => {
    heard.push(text);
    child.kill();
  });
  await child.send({ do: "environment", name: "CHILD_TEST_SECRET" });
  await child.ended;
  Deno.env.delete("CHILD_TEST_SECRET");
  assert.deepEqual(heard, ["unset"]);
});

Deno.test("a child has a lower priority than the processes that answer people", async () => {
  const heard: number[] = [];
  const child = start((_report, child) => {
    heard.push(getPriority(child.pid) - getPriority());
    child.kill();
  });
  await child.send({ do: "echo", text: "here" });
  await child.ended;
  assert.deepEqual(heard, [5]);
});

Deno.test("startChild() makes a fast child wait for a slow parent", async () => {
  const release = Promise.withResolvers<void>();
  let handled = 0;
  let sent = -1;
  const child = start(async (report, child) => {
    handled++;
    if (handled === 1) await release.promise;
    if (report.text === "how many") {
      sent = report.sent;
      child.kill();
    }
  });
  await child.send({ do: "flood", count: 20_000 });
  await new Promise((resolve) => setTimeout(resolve, 700));
  assert.equal(handled, 1, "one report at a time");
  await child.send({ do: "echo", text: "how many" });
  await new Promise((resolve) => setTimeout(resolve, 100));
  release.resolve();
  await child.ended;
  assert(sent >= 0 && sent < 5_000, `the child had written ${sent} of 20000 reports of 1 kB to a parent that read none`);
});

Deno.test("startChild() kills a child whose report does not match the schema, is too long or is not JSON", async () => {
  for (const command of [{ do: "long_line", length: LINE_BYTES + 1_000_000 }, { do: "nonsense" }] as const) {
    const child = start(() => {});
    await child.send(command);
    const { code, errors } = await child.ended;
    assert.notEqual(code, 0, command.do);
    assert.match(errors, /longer than|JSON/);
  }
});

Deno.test("startChild() kills a child whose report cannot be handled, and says why", async () => {
  const child = start(() => {
    throw new Error("the disk is full");
  });
  await child.send({ do: "echo", text: "x" });
  const { signal, errors } = await child.ended;
  assert.equal(signal, "SIGKILL");
  assert.match(errors, /the disk is full/);
});

Deno.test("startChild() returns the end of a child's standard error, and ignores commands after the child has ended", async () => {
  const child = start(() => {});
  await child.send({ do: "fail", message: "it broke" });
  const { code, errors } = await child.ended;
  assert.equal(code, 1);
  assert.match(errors, /it broke/);
  await child.send({ do: "echo", text: "anybody?" });
  child.kill();
});

for (const state of ["idle", "spin"]) {
  Deno.test(`a child (${state}) ends by itself when its parent is killed -9`, async () => {
    const parent = new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "-A", `${SUPPORT}parent_of_child.ts`, state],
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const reader = parent.stdout.getReader();
    const { value } = await reader.read();
    const pid = Number(new TextDecoder().decode(value).trim());
    assert(await isAlive(pid), "the child runs");
    parent.kill("SIGKILL");
    await parent.status;
    for (let tries = 0; tries < 100 && await isAlive(pid); tries++) await new Promise((resolve) => setTimeout(resolve, 20));
    assert(!await isAlive(pid), "the child still runs two seconds later");
    await reader.cancel();
  });
}

/** Whether a process has ended; a zombie has. */
async function isAlive(pid: number): Promise<boolean> {
  const { stdout } = await new Deno.Command("ps", { args: ["-o", "stat=", "-p", String(pid)] }).output();
  const state = new TextDecoder().decode(stdout).trim();
  return state !== "" && !state.startsWith("Z");
}
