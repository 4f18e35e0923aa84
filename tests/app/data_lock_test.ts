import assert from "node:assert/strict";
import { DataDirectoryBusy, lockDataDirectory } from "../../modules/app/data_lock.ts";
import { AppError } from "../../modules/shared/errors.ts";

const LOCK = new URL("../../modules/app/data_lock.ts", import.meta.url).href;

async function withDirectory(work: (directory: string) => Promise<void>): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "lock-" });
  await work(directory).finally(() => Deno.remove(directory, { recursive: true }));
}

Deno.test("lockDataDirectory() creates the directory, and only the owner can read its lock file", async () => {
  await withDirectory(async (directory) => {
    const lock = await lockDataDirectory(`${directory}/a/b`);
    await lock.setAddress("http://127.0.0.1:8000");
    const file = await Deno.stat(`${directory}/a/b/lock`);
    assert.equal((file.mode ?? 0) & 0o777, 0o600);
    await assert.rejects(lockDataDirectory(`${directory}/a/b`), (error) => {
      assert(error instanceof DataDirectoryBusy);
      assert.deepEqual(error.holder, { pid: Deno.pid, address: "http://127.0.0.1:8000", secret: lock.secret });
      assert.match(error.message, new RegExp(`in use by process ${Deno.pid}, which answers at http://127`));
      assert(!error.message.includes(lock.secret));
      return true;
    });
    lock.release();
    (await lockDataDirectory(`${directory}/a/b`)).release();
  });
});

Deno.test("lockDataDirectory() can lock the directory again after its holder was killed with SIGKILL", async () => {
  await withDirectory(async (directory) => {
    const code =
      `import { lockDataDirectory } from "${LOCK}"; await lockDataDirectory(Deno.args[0]); console.log("held"); setInterval(() => {}, 1000);`;
    const holder = new Deno.Command(Deno.execPath(), {
      args: ["eval", "--quiet", code, directory],
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const reader = holder.stdout.getReader();
    await reader.read();
    await assert.rejects(lockDataDirectory(directory), DataDirectoryBusy);
    holder.kill("SIGKILL");
    await holder.status;
    await reader.cancel();
    (await lockDataDirectory(directory)).release();
  });
});

Deno.test("lockDataDirectory() names the fault of a path that cannot be a directory", async () => {
  await withDirectory(async (directory) => {
    await Deno.writeTextFile(`${directory}/file`, "");
    await assert.rejects(
      lockDataDirectory(`${directory}/file`),
      (error) => error instanceof AppError && error.code === "unavailable" && /cannot be written/.test(error.message),
    );
  });
});
