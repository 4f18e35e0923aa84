/**
 * Builds the browser's files: static/app.css by Tailwind, and static/islands/<name>.js from every modules/<slice>/islands/<name>.tsx.
 * Run as a program with `--force`, it builds files that are up to date too.
 */
import { fileURLToPath } from "node:url";

const ROOT = new URL("../../../", import.meta.url);
const STATIC = new URL("static/", ROOT);
const STYLES = new URL("modules/shared/web/app.css", ROOT);

/** Builds the assets if one is missing or older than a source. Resolves with whether it built them. */
export async function ensureAssets({ force = false } = {}): Promise<boolean> {
  const sources = await assetSources();
  const islands = sources.filter((source) => /^.*\/modules\/[^/]+\/islands\/[^/]+\.tsx$/.test(source.pathname));
  const outputs = [new URL("app.css", STATIC), ...islands.map(scriptOf)];
  if (!force && await isNewer(outputs, [...sources, new URL("deno.json", ROOT)])) return false;
  await Deno.mkdir(new URL("islands/", STATIC), { recursive: true });
  // The first island is built alone: on a new machine it fetches the bundler, and several at a time would damage its copy.
  const [first, ...others] = islands;
  await Promise.all([buildStyles(), first && bundleIsland(first)]);
  await Promise.all(others.map(bundleIsland));
  return true;
}

/** Returns every file that assets depend on: islands import modules of any slice, and Tailwind reads class names from all files. */
export async function assetSources(): Promise<URL[]> {
  return await filesUnder(new URL("modules/", ROOT), /\.(tsx?|css)$/);
}

async function buildStyles(): Promise<void> {
  await produce(new URL("app.css", STATIC), (output) => [
    "run",
    "-A",
    "@tailwindcss/cli",
    "--minify",
    "--input",
    fileURLToPath(STYLES),
    "--output",
    output,
  ]);
}

async function bundleIsland(source: URL): Promise<void> {
  await produce(
    scriptOf(source),
    (output) => ["bundle", "--quiet", "--platform", "browser", "--minify", "--output", output, fileURLToPath(source)],
  );
}

function scriptOf(island: URL): URL {
  return new URL(`islands/${island.pathname.split("/").at(-1)?.replace(/\.tsx$/, ".js")}`, STATIC);
}

/** Writes beside the target and renames, so that a running server never serves half a file. */
async function produce(target: URL, commandFor: (output: string) => string[]): Promise<void> {
  const output = `${fileURLToPath(target)}.${Deno.pid}.tmp`;
  const command = new Deno.Command(Deno.execPath(), { args: commandFor(output), cwd: ROOT, stdout: "piped", stderr: "piped" });
  const { success, stderr } = await command.output();
  if (!success) throw new Error(`Building ${fileURLToPath(target)} failed:\n${new TextDecoder().decode(stderr)}`);
  await Deno.rename(output, target);
}

async function isNewer(outputs: URL[], sources: URL[]): Promise<boolean> {
  const [built, written] = await Promise.all([Promise.all(outputs.map(modified)), Promise.all(sources.map(modified))]);
  return Math.min(...built) >= Math.max(...written);
}

async function modified(file: URL): Promise<number> {
  try {
    return (await Deno.stat(file)).mtime?.getTime() ?? 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}

async function filesUnder(folder: URL, wanted: RegExp): Promise<URL[]> {
  const found: URL[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) found.push(...await filesUnder(new URL(`${name}/`, folder), wanted));
    else if (wanted.test(folder.pathname + name)) found.push(new URL(name, folder));
  }
  return found;
}

if (import.meta.main) {
  const begun = performance.now();
  const built = await ensureAssets({ force: Deno.args.includes("--force") });
  const milliseconds = Math.round(performance.now() - begun);
  const line = built ? `Built static/app.css and static/islands in ${milliseconds} ms\n` : "";
  await Deno.stderr.write(new TextEncoder().encode(line));
}
