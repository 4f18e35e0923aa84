import assert from "node:assert/strict";
import { readSeedFile } from "../../../modules/app/crawl_command/seed_file.ts";

Deno.test("readSeedFile() reads text, and throws an error that names the fault of any other file", async () => {
  const directory = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${directory}/seeds.txt`, "https://münchen.test/\n");
    assert.equal(readSeedFile(`${directory}/seeds.txt`), "https://münchen.test/\n");
    await Deno.writeFile(`${directory}/latin.txt`, new Uint8Array([0xff, 0xfe, 0x00]));
    await Deno.writeFile(`${directory}/large.txt`, new Uint8Array(20_000_000));
    const cases: [string, RegExp][] = [
      ["missing.txt", /missing\.txt cannot be read: /],
      ["latin.txt", /latin\.txt is not UTF-8 text/],
      ["large.txt", /large\.txt is too large for a list of addresses/],
    ];
    for (const [name, message] of cases) {
      assert.throws(() => readSeedFile(`${directory}/${name}`), { code: "invalid", message }, name);
    }
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("a file that the process may not read is read, relative to where the command was typed, by a child that may read only this file", async () => {
  const directory = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${directory}/seeds.txt`, "a.test\n");
    const entry = new URL("../../../modules/app/crawl_command/seed_file.ts", import.meta.url).href;
    const program = `import { readSeedFile } from "${entry}"; console.log(readSeedFile("seeds.txt"));`;
    await Deno.writeTextFile(`${directory}/program.ts`, program);
    const project = new URL("../../../", import.meta.url).pathname;
    const config = `${project}deno.json`;
    const run = (flags: string[]) =>
      new Deno.Command(Deno.execPath(), {
        args: ["run", "--quiet", "--no-prompt", "--no-check", "--config", config, ...flags, `${directory}/program.ts`],
        cwd: project,
        // The task runner sets it to the folder in which the command was typed.
        env: { INIT_CWD: directory },
      }).output();
    const { stdout, stderr } = await run(["--allow-env", `--allow-read=${project}`, `--allow-run=${Deno.execPath()}`]);
    assert.equal(new TextDecoder().decode(stdout), "a.test\n\n", new TextDecoder().decode(stderr));
    assert.equal((await run(["--allow-env", `--allow-read=${project}`])).success, false, "not by itself");
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
