import assert from "node:assert/strict";
import { join } from "node:path";
import { openEmbedded } from "../../../modules/shared/database/pglite.ts";
import { unpackTemplate } from "../../support/database.ts";
import { childrenOf, isAlive } from "../../support/engine.ts";
import { withDirectory } from "../../support/directory.ts";
import { runDeno } from "../../support/run_deno.ts";

const ENGINE = "pglite_child.ts";
const linux = Deno.build.os === "linux";

function engineOf(directory: string, parent = Deno.pid): number {
  const [engine] = childrenOf(parent, ENGINE).filter(({ command }) => command.includes(directory));
  assert.ok(engine, "The process of the embedded database runs");
  return engine.pid;
}

async function eventually(what: string, reached: () => boolean | Promise<boolean>, seconds = 20): Promise<void> {
  const deadline = performance.now() + seconds * 1_000;
  while (!await reached()) {
    assert.ok(performance.now() < deadline, what);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/** A directory with an existing database. */
const withDatabaseIn = (body: (directory: string) => Promise<void>) => () =>
  withDirectory(async (directory) => {
    await unpackTemplate(join(directory, "database"));
    await body(directory);
  });

Deno.test({
  name: "an embedded database whose process is killed loses nothing that was committed, and answers again",
  ignore: !linux,
  fn: withDatabaseIn(async (directory) => {
    const database = await openEmbedded({ directory: join(directory, "database") });
    try {
      await database.query("create table kept (id int primary key)");
      const heard: string[] = [];
      let missed = 0;
      await database.listen("news", (payload) => heard.push(payload), () => missed++);
      for (let turn = 0; turn < 3; turn++) {
        await database.query("insert into kept values ($1)", [turn]);
        const first = engineOf(directory);
        const cut = database.transaction(async (tx) => {
          await tx.query("insert into kept values ($1)", [100 + turn]);
          Deno.kill(first, "SIGKILL");
          await tx.query("select pg_sleep(1)");
        });
        await assert.rejects(cut, { code: "unavailable" });
        await eventually("it answers again", () => database.query("select 1").then(() => true, () => false));
        assert.equal((await database.query("select id from kept")).length, turn + 1);
        assert.notEqual(engineOf(directory), first);
      }
      assert.equal(missed, 4);
      await database.query("select pg_notify('news', 'hello')");
      await eventually("the new process's channel is heard", () => heard.length === 1);
    } finally {
      await database.close();
    }
    assert.deepEqual(childrenOf(Deno.pid, ENGINE).filter(({ command }) => command.includes(directory)), []);
  }),
});

Deno.test({
  name: "an embedded database that does not answer is ended after the longest time of a statement, and opened again",
  ignore: !linux,
  fn: withDatabaseIn(async (directory) => {
    const database = await openEmbedded({ directory: join(directory, "database"), statementMilliseconds: 1_000 });
    try {
      const hung = engineOf(directory);
      await assert.rejects(database.query("select count(*) from generate_series(1, 1000000000)"), { code: "unavailable" });
      await eventually("it answers again", () => database.query("select 1").then(() => true, () => false));
      assert.equal(isAlive(hung), false, "Never are there two processes on one directory");
    } finally {
      await database.close();
    }
  }),
});

Deno.test({
  name:
    "the process of an embedded database ends with its parent, even while a statement never ends, and the next one waits for that",
  ignore: !linux,
  fn: withDatabaseIn(async (directory) => {
    const path = join(directory, "database");
    const program = new URL("../../support/spinning_database.ts", import.meta.url).pathname;
    const parent = new Deno.Command(Deno.execPath(), { args: ["run", "-A", "--quiet", program, path], stdout: "piped" })
      .spawn();
    const reader = parent.stdout.getReader();
    await reader.read();
    const engine = engineOf(directory, parent.pid);
    parent.kill("SIGKILL");
    await parent.status;
    const database = await openEmbedded({ directory: path });
    assert.equal(isAlive(engine), false);
    assert.deepEqual(await database.query("select 1 as one"), [{ one: 1 }]);
    await database.close();
    await reader.cancel();
  }),
});

Deno.test(
  "a second process on the directory of an embedded database that is open is refused",
  withDatabaseIn(async (directory) => {
    const path = join(directory, "database");
    const database = await openEmbedded({ directory: path });
    try {
      const other =
        `import { openEmbedded } from "./modules/shared/database/pglite.ts"; await openEmbedded({ directory: "${path}" });`;
      const { ok, output } = await runDeno(["eval", other]);
      assert.equal(ok, false);
      assert.match(output, /still has the database open/);
      assert.deepEqual(await database.query("select 1 as one"), [{ one: 1 }]);
    } finally {
      await database.close();
    }
  }),
);
