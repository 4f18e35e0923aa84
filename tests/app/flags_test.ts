import assert from "node:assert/strict";

const FLAGS = new URL("../../modules/app/flags.ts", import.meta.url).pathname;

async function flagsIn(directory: string, environment: Record<string, string> = {}): Promise<string[]> {
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", FLAGS],
    cwd: directory,
    clearEnv: true,
    env: environment,
  }).output();
  assert(success);
  return new TextDecoder().decode(stdout).trim().split(/\s+/);
}

Deno.test("deno task bench runs with the same flags of V8 as the main process", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile(new URL("../../deno.json", import.meta.url)));
  const [flags = "none"] = (await flagsIn(Deno.cwd())).filter((flag) => flag.startsWith("--v8-flags="));
  assert(tasks.bench.command.split(" ").includes(flags), `${tasks.bench.command} has not ${flags}`);
});

Deno.test("flags.ts prints the permissions of the main process, with the folders that the environment or .env names", async () => {
  const directory = await Deno.realPath(await Deno.makeTempDir({ prefix: "flags-" }));
  try {
    assert((await flagsIn(directory)).includes(`--allow-write=${directory}/data`));
    assert((await flagsIn(directory, { DATA_DIR: "/srv/pictures" })).includes("--allow-write=/srv/pictures"));
    assert((await flagsIn(directory, { HOST: "0.0.0.0" })).includes(`--allow-write=${directory}/data`), "main reports the fault");

    await Deno.writeTextFile(`${directory}/.env`, 'DATA_DIR="./kept"\nCRAWLERS_DIR=./mine\n');
    const flags = await flagsIn(directory);
    assert(flags.includes("--env-file=.env"));
    assert(flags.includes(`--allow-write=${directory}/kept`));
    assert(flags.some((flag) => flag.startsWith("--allow-read=") && flag.endsWith(`${directory}/mine`)));
    assert((await flagsIn(directory, { DATA_DIR: "/srv/pictures" })).includes("--allow-write=/srv/pictures"), "what is set wins");
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
