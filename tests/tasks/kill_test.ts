import assert from "node:assert/strict";
import { join } from "node:path";
import { readConfig } from "../../modules/shared/config.ts";
import { openDatabase } from "../../modules/shared/database/open.ts";
import { createLog } from "../../modules/shared/log.ts";
import { createServerDatabase, KINDS, unpackTemplate } from "../support/database.ts";
import { withDirectory } from "../support/directory.ts";
import { childrenOf, isAlive } from "../support/engine.ts";
import { countKind, openTestTasks } from "../support/tasks.ts";

const PROGRAM = new URL("../support/counting_program.ts", import.meta.url).pathname;
const COUNT = 40;

for (const kind of KINDS) {
  Deno.test({
    name: `a task whose program is killed goes on in another program from the last position that was written (${kind})`,
    ignore: Deno.build.os !== "linux",
    sanitizeOps: false,
    sanitizeResources: false,
    fn: () =>
      withDirectory(async (directory) => {
        const server = kind === "server" ? await createServerDatabase() : null;
        if (server === null) await unpackTemplate(join(directory, "database"));
        const environment = {
          DATA_DIR: directory,
          LOG_LEVEL: "error",
          ...(server ? { DATABASE_URL: server.url } : {}),
        };
        try {
          await killAfter(environment, 2_500);
          await goesOn(environment);
        } finally {
          await server?.drop();
        }
      }),
  });
}

/** Runs the program, and kills it some milliseconds after its task has begun. */
async function killAfter(environment: Record<string, string>, milliseconds: number): Promise<void> {
  const program = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", PROGRAM, String(COUNT)],
    env: environment,
    stdout: "piped",
  }).spawn();
  for await (const _line of program.stdout.values({ preventCancel: true })) break;
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  const children = childrenOf(program.pid).map(({ pid }) => pid);
  program.kill("SIGKILL");
  await program.status;
  await program.stdout.cancel();
  for (let turn = 0; turn < 200 && children.some(isAlive); turn++) await new Promise((resolve) => setTimeout(resolve, 50));
}

async function goesOn(environment: Record<string, string>): Promise<void> {
  const config = readConfig(environment);
  const database = await openDatabase(config, { log: createLog(config.log) });
  const test = await openTestTasks(database, [countKind()]);
  try {
    const before = await test.tasks.get(1);
    assert.ok(["running", "completed"].includes(before.state), before.state);
    const task = await test.ended(1, 40);
    assert.deepEqual([task.state, task.done, task.total, task.summary], ["completed", COUNT, COUNT, `Counted to ${COUNT}.`]);
    const begun = task.findings.map((finding) => Number(finding.split(" ").at(-1)));
    assert.equal(begun.length, 2);
    assert.ok((begun[1] ?? 0) > 5, `the second attempt began at ${begun[1]}`);
  } finally {
    await test.close();
    await database.close();
  }
}
