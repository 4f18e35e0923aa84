import { fileURLToPath } from "node:url";
import { ROOT } from "./run_deno.ts";

export interface SourceFile {
  /** The path from the project's folder, with slashes. */
  path: string;
  text: string;
}

/** Lists all source files of the program and its tests, sorted by path. */
export async function readSources(): Promise<SourceFile[]> {
  const paths = ["main.ts", ...await pathsUnder("modules"), ...await pathsUnder("tests")].sort();
  return await Promise.all(paths.map(async (path) => ({ path, text: await Deno.readTextFile(new URL(path, ROOT)) })));
}

/** Lists the names in the project's folder, except those that git ignores. */
export async function topLevel(): Promise<string[]> {
  const git = new Deno.Command("git", {
    args: ["ls-files", "--cached", "--others", "--exclude-standard"],
    cwd: fileURLToPath(ROOT),
    stdout: "piped",
    stderr: "null",
  });
  const { success, stdout } = await git.output().catch(() => ({ success: false, stdout: new Uint8Array() }));
  if (!success) return [];
  const names = new TextDecoder().decode(stdout).split("\n").filter((path) => path !== "").map((path) =>
    path.split("/")[0] ?? path
  );
  return [...new Set(names)].sort();
}

async function pathsUnder(folder: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(`${folder}/`, ROOT))) {
    if (name === "node_modules" || name === ".cache") continue;
    if (isDirectory) paths.push(...await pathsUnder(`${folder}/${name}`));
    else if (/\.tsx?$/.test(name)) paths.push(`${folder}/${name}`);
  }
  return paths;
}
