import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inspectArguments } from "../../../modules/images/inspect/process.ts";

/** What the probe tries one by one. It reports the value, or the name of the error. */
const ATTEMPTS = {
  readData: `await Deno.readTextFile(DATA + "/input")`,
  writeData: `(await Deno.writeTextFile(DATA + "/output", "x"), "written")`,
  connect: `(await Deno.connect({ hostname: "127.0.0.1", port: PORT }), "connected")`,
  fetch: `await (await fetch("http://127.0.0.1:" + PORT)).text()`,
  nodeConnect: `await new Promise((resolve, reject) => {
    const request = process.getBuiltinModule("node:http").get("http://127.0.0.1:" + PORT, () => resolve("connected"));
    request.on("error", reject);
  })`,
  resolve: `(await Deno.resolveDns("localhost", "A"), "resolved")`,
  listen: `(Deno.listen({ port: 0 }), "listening")`,
  environment: `String(Deno.env.get("PROBE_SECRET"))`,
  nodeEnvironment: `String(process.env.PROBE_SECRET)`,
  run: `(await new Deno.Command("/bin/true").output(), "ran")`,
  runDeno: `(await new Deno.Command(Deno.execPath()).output(), "ran")`,
  kill: `(Deno.kill(process.ppid, "SIGCONT"), "signalled")`,
  readOutside: `await Deno.readTextFile(OUTSIDE + "/secret")`,
  readProject: `await Deno.readTextFile(PROJECT + "/deno.json")`,
  readSystem: `await Deno.readTextFile("/etc/passwd")`,
  readProcess: `await Deno.readTextFile("/proc/self/environ")`,
  readThroughLink: `(await Deno.symlink(OUTSIDE + "/secret", DATA + "/link"), await Deno.readTextFile(DATA + "/link"))`,
  writeOutside: `(await Deno.writeTextFile(OUTSIDE + "/planted", "x"), "written")`,
  writeProject: `(await Deno.writeTextFile(PROJECT + "/modules/planted.ts", "x"), "written")`,
  rename: `(await Deno.rename(DATA + "/input", OUTSIDE + "/moved"), "renamed")`,
  system: `Deno.hostname()`,
  interfaces: `(Deno.networkInterfaces(), "listed")`,
  ffiOutside: `(Deno.dlopen(OUTSIDE + "/library.so", {}), "loaded")`,
  ffiInData: `(Deno.dlopen(DATA + "/library.so", {}), "loaded")`,
  importRemote: `(await import("http://127.0.0.1:" + PORT + "/module.js"), "imported")`,
  importOutside: `(await import("file://" + OUTSIDE + "/module.js"), "imported")`,
  importProject: `(await import("file://" + PROJECT + "/modules/shared/config.ts"), "imported")`,
  widerWorker: `(new Worker("data:text/javascript,", { type: "module", deno: { permissions: { net: true } } }), "started")`,
  askForMore: `(await Deno.permissions.request({ name: "net" })).state`,
} as const;

/** The attempts that may succeed. The two reads of the environment return nothing, and nobody answers the prompt. */
const ALLOWED: Partial<Record<keyof typeof ATTEMPTS, string>> = {
  readData: "input",
  writeData: "written",
  environment: "undefined",
  nodeEnvironment: "undefined",
  askForMore: "denied",
};

Deno.test("an inspect child reads and writes the data directory, and everything else is denied", async (context) => {
  const outside = await Deno.realPath(await Deno.makeTempDir());
  const dataDir = join(outside, "data");
  const requests: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, ({ url }) => {
    requests.push(url);
    return new Response("export {}", { headers: { "content-type": "text/javascript" } });
  });
  try {
    await plant(outside, dataDir);
    const probe = await writeProbe(outside, { port: server.addr.port, dataDir });
    const outcomes = await runProbe([...inspectArguments({ dataDir }).slice(0, -1), probe]);
    for (const name of Object.keys(ATTEMPTS) as (keyof typeof ATTEMPTS)[]) {
      await context.step(name, () => {
        const allowed = ALLOWED[name];
        if (allowed !== undefined) assert.deepEqual(outcomes[name], { value: allowed });
        else assert.ok(outcomes[name]?.denied, JSON.stringify(outcomes[name]));
      });
    }
    assert.deepEqual(requests, []);
  } finally {
    await server.shutdown();
    await Deno.remove(outside, { recursive: true });
  }
});

async function plant(outside: string, dataDir: string): Promise<void> {
  await Deno.mkdir(dataDir);
  await Deno.writeTextFile(join(dataDir, "input"), "input");
  await Deno.writeTextFile(join(outside, "secret"), "secret");
  await Deno.writeTextFile(join(outside, "module.js"), "export {}");
  await Deno.writeTextFile(join(outside, "deno.json"), `{"unstable":["worker-options"]}`);
}

/** The probe lies outside the data directory: an entry needs no permission to be read. */
async function writeProbe(outside: string, { port, dataDir }: { port: number; dataDir: string }): Promise<string> {
  const project = fileURLToPath(new URL("../../../", import.meta.url)).replace(/\/$/, "");
  const constants = { PORT: port, DATA: dataDir, OUTSIDE: outside, PROJECT: project };
  const declarations = Object.entries(constants).map(([name, value]) => `const ${name} = ${JSON.stringify(value)};`).join("\n");
  const attempts = Object.entries(ATTEMPTS).map(([name, code]) => `await attempt("${name}", async () => ${code});`).join("\n");
  const path = join(outside, "probe.js");
  await Deno.writeTextFile(
    path,
    `import process from "node:process";
${declarations}
const outcomes = {};
async function attempt(name, work) {
  try {
    outcomes[name] = { value: await work() };
  } catch (error) {
    const text = error.name + " " + error.code + " " + error.message;
    outcomes[name] = { denied: /NotCapable|PermissionDenied|Requires \\w+ access|ERR_ACCESS_DENIED|EACCES|permission/i.test(text), error: text };
  }
}
${attempts}
console.log(JSON.stringify(outcomes));
Deno.exit();
`,
  );
  return path;
}

type Outcomes = Record<string, { value?: unknown; denied?: boolean; error?: string }>;

async function runProbe(args: string[]): Promise<Outcomes> {
  const command = new Deno.Command(Deno.execPath(), { args, clearEnv: true, env: { PROBE_SECRET: "secret" } });
  const { stdout, stderr } = await command.output();
  const text = new TextDecoder().decode(stdout);
  assert.notEqual(text, "", new TextDecoder().decode(stderr));
  return JSON.parse(text) as Outcomes;
}
