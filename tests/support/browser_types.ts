import { fileURLToPath } from "node:url";
import { z } from "zod";
import { type Outcome, ROOT, runDeno } from "./run_deno.ts";

const Configuration = z.object({ compilerOptions: z.record(z.string(), z.unknown()), imports: z.record(z.string(), z.string()) });
const BROWSER_ONLY = ["esnext", "dom", "dom.iterable"];

/** Checks the types of files with those of browsers only, so that what only Deno has is an error. */
export async function checkBrowserTypes(files: readonly string[]): Promise<Outcome> {
  const folder = await Deno.makeTempDir({ prefix: "image-tagger-check-" });
  try {
    const { compilerOptions, imports } = Configuration.parse(JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT))));
    const configuration = {
      nodeModulesDir: "none",
      lock: false,
      compilerOptions: { ...compilerOptions, lib: BROWSER_ONLY },
      imports,
    };
    await Deno.writeTextFile(`${folder}/deno.json`, JSON.stringify(configuration));
    return await runDeno(["check", "--quiet", "--config", `${folder}/deno.json`, ...files]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Lists the paths of all islands. */
export async function islandFiles(): Promise<string[]> {
  const files: string[] = [];
  for await (const slice of Deno.readDir(new URL("modules/", ROOT))) {
    const folder = new URL(`modules/${slice.name}/islands/`, ROOT);
    const names = await Array.fromAsync(Deno.readDir(folder)).catch(() => []);
    for (const { name } of names) if (/\.tsx?$/.test(name)) files.push(fileURLToPath(new URL(name, folder)));
  }
  return files.sort();
}
