const ROOT = new URL("../../", import.meta.url);

export interface Program {
  address: string;
  stop(): Promise<void>;
}

/** Starts the program as `deno task start` does, on a free port and a data directory of its own, with so many images in it. */
export async function startProgram(environment: Record<string, string>, { images = 0 } = {}): Promise<Program> {
  const directory = await Deno.makeTempDir({ prefix: "image-tagger-browser-" });
  const env = { DATA_DIR: directory, PORT: "0", LOG_LEVEL: "warning", ACCESS_TOKEN: "", DATABASE_URL: "", ...environment };
  await run(["run", "--quiet", "-A", "modules/shared/web/build.ts"], env);
  if (images > 0) await run(["run", "--quiet", "-A", "tests/support/seed_library.ts", `--images=${images}`], env);
  const flags = (await run(["run", "--quiet", "-A", "modules/app/flags.ts"], env)).trim().split(" ");
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", ...flags, "main.ts"],
    cwd: ROOT,
    env,
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  return {
    address: await addressFrom(child.stdout),
    stop: async () => {
      child.kill("SIGTERM");
      await child.status;
      await Deno.remove(directory, { recursive: true });
    },
  };
}

async function run(args: string[], env: Record<string, string>): Promise<string> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), { args, env, cwd: ROOT, stderr: "inherit" }).output();
  if (!success) throw new Error(`deno ${args.join(" ")} failed`);
  return new TextDecoder().decode(stdout);
}

/** Reads until the line that names the address, and lets the rest of the output go. */
async function addressFrom(output: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  const reader = output.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = "";;) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`The program ended without naming its address. It said: ${text}`);
    text += value;
    const address = /(http:\/\/\S+)\n/.exec(text)?.[1];
    if (address === undefined) continue;
    reader.releaseLock();
    return address;
  }
}
