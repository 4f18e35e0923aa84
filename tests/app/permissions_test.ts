import assert from "node:assert/strict";
import { mainFlags } from "../../modules/app/process.ts";
import { hostArguments, workerPermissions } from "../../modules/crawl/host_process.ts";
import { inspectArguments } from "../../modules/images/inspect/process.ts";
import { databaseEngineArguments, databaseMakerArguments } from "../../modules/shared/database/pglite_process_arguments.ts";

const PROJECT = new URL("../../", import.meta.url).pathname.replace(/\/$/, "");
const PROBE = `${PROJECT}/tests/support/probe.ts`;
const HOME = ["read its folder", "write its folder"];

/** Runs the probe with these flags, and returns what it was allowed to do. */
async function probe(folder: string, flags: string[], permissions?: Deno.PermissionOptions): Promise<string[]> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepting = (async () => {
    for await (const connection of listener) connection.close();
  })();
  const worker = permissions ? [JSON.stringify(permissions)] : [];
  try {
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [...flags, PROBE, folder, String(listener.addr.port), PROJECT, ...worker],
      env: { PROBE_SECRET: "hunter2" },
    }).output();
    const output = new TextDecoder().decode(stdout);
    assert.notEqual(output, "", new TextDecoder().decode(stderr));
    return JSON.parse(output).sort();
  } finally {
    listener.close();
    await accepting.catch(() => {});
  }
}

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "permissions-" });
  await Deno.mkdir(`${directory}/own`);
  await Deno.writeTextFile(`${directory}/outside.txt`, "secret");
  await Deno.copyFile(PROBE, `${directory}/own/probe.ts`);
  await work(`${directory}/own`).finally(() => Deno.remove(directory, { recursive: true }));
}

/** The flags among the arguments: those before the entry of the program. */
function flagsOf(args: string[]): string[] {
  return args.slice(0, args.findIndex((argument) => argument.endsWith(".ts")));
}

Deno.test("the main process may use the network, its data directory and Deno itself, and no native code", async () => {
  await withFolder(async (folder) => {
    const allowed = await probe(folder, ["run", "--quiet", ...mainFlags({ dataDir: folder })]);
    const expected = [...HOME, "read the program", "open a connection", "see the environment", "start another Deno"];
    assert.deepEqual(allowed, expected.sort());
  });
});

Deno.test("a crawl host and its worker may use the network and their folder, and nothing else", async () => {
  await withFolder(async (folder) => {
    const flags = flagsOf(hostArguments({ tempDirectory: folder }));
    const expected = [...HOME, "open a connection", "read the program"].sort();
    assert.deepEqual(await probe(folder, flags), expected);
    assert.deepEqual(await probe(folder, flags, workerPermissions({ tempDirectory: folder, crawlersDir: "" })), expected);
  });
});

Deno.test("an inspect child may use the data directory and the native decoders, and no network", async () => {
  await withFolder(async (folder) => {
    const allowed = await probe(folder, flagsOf(inspectArguments({ dataDir: folder })));
    assert.deepEqual(allowed, [...HOME, "load a library of node_modules"].sort());
  });
});

Deno.test("the processes of an embedded database may use its directory and read the program, and nothing else", async () => {
  await withFolder(async (folder) => {
    const expected = [...HOME, "read the program"].sort();
    assert.deepEqual(await probe(folder, flagsOf(databaseEngineArguments({ directory: folder }))), expected);
    assert.deepEqual(await probe(folder, flagsOf(databaseMakerArguments({ directory: folder }))), expected);
  });
});
