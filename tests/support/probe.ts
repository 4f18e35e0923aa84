/**
 * Tries several operations, and prints those that were denied. With permissions as the fourth argument, a Web Worker that has
 * these permissions tries them, from a copy of this file in `folder`.
 */
const [folder = "", port = "0", project = "", workerPermissions = ""] = Deno.args;

const ATTEMPTS: Record<string, () => unknown> = {
  "read another file": () => Deno.readTextFileSync("/etc/hostname"),
  "read beside its folder": () => Deno.readTextFileSync(`${folder}/../outside.txt`),
  "read its folder": () => [...Deno.readDirSync(folder)],
  "read the program": () => Deno.readTextFileSync(`${project}/modules/shared/errors.ts`),
  "write its folder": () => Deno.writeTextFileSync(`${folder}/probe.txt`, "x"),
  "write beside its folder": () => Deno.writeTextFileSync(`${folder}/../outside.txt`, "x"),
  "write the program": () => Deno.writeTextFileSync(`${project}/modules/no/such/folder.ts`, "x"),
  "see the environment": () => {
    if (Deno.env.get("PROBE_SECRET") === undefined) throw new Deno.errors.NotCapable("It is hidden");
  },
  "open a connection": async () => (await Deno.connect({ hostname: "127.0.0.1", port: Number(port) })).close(),
  "start a shell": () => new Deno.Command("/bin/sh", { args: ["-c", "true"] }).outputSync(),
  "start another Deno": () => new Deno.Command(Deno.execPath(), { args: ["--version"], stdout: "null" }).outputSync(),
  "load a system library": () => Deno.dlopen("/usr/lib/probe.so", {}),
  "load a library of node_modules": () => Deno.dlopen(`${project}/node_modules/probe.so`, {}),
  "load a library from its folder": () => Deno.dlopen(`${folder}/probe.so`, {}),
  "import code from the network": () => import(`http://127.0.0.1:${port}/probe.ts`),
  "ask for the host name": () => Deno.hostname(),
};

if (self.constructor.name === "DedicatedWorkerGlobalScope") self.postMessage(await listAllowed());
else print(workerPermissions === "" ? await listAllowed() : await askWorker());

async function listAllowed(): Promise<string[]> {
  const allowed: string[] = [];
  for (const [name, attempt] of Object.entries(ATTEMPTS)) if (await isAllowed(attempt)) allowed.push(name);
  return allowed;
}

/** Whether permission was denied. Any other error, such as a missing library, comes after permission was given. */
async function isAllowed(attempt: () => unknown): Promise<boolean> {
  try {
    await attempt();
    return true;
  } catch (error) {
    return !/NotCapable|Requires \w+ access|remote.*(disabled|no-remote)|--no-remote/i.test(String(error));
  }
}

async function askWorker(): Promise<string[]> {
  const worker = new Worker(new URL(`file://${folder}/probe.ts`), {
    type: "module",
    deno: { permissions: JSON.parse(workerPermissions) },
  });
  const { promise, resolve } = Promise.withResolvers<string[]>();
  worker.onmessage = ({ data }) => resolve(data);
  return await promise.finally(() => worker.terminate());
}

function print(allowed: string[]): void {
  Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(allowed)));
}
