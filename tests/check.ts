/** `deno task check`: everything that can be said of the project without running it. */
import { checkBrowserTypes, islandFiles } from "./support/browser_types.ts";
import { type Outcome, ROOT, runDeno } from "./support/run_deno.ts";

const HELP = `deno task check

Formatting, lint, types (the program and its tests, the browser tests, islands as a browser runs them) and the rules for
modules. The exit status is 1 where one fails.
`;

const STEPS: [name: string, check: () => Promise<Outcome>][] = [
  ["format", () => runDeno(["fmt", "--check"])],
  ["lint", () => runDeno(["lint", "--quiet"])],
  ["types", async () => await runDeno(["check", "--quiet", "--frozen", "main.ts", "modules/", ...await testPaths()])],
  [
    "types of the browser tests",
    () => runDeno(["check", "--quiet", "--frozen", "--config", "tests/browser/deno.json", "tests/browser/"]),
  ],
  ["types of islands, as a browser runs them", async () => await checkBrowserTypes(await islandFiles())],
  ["module arrows and text rules", () => runDeno(["test", "-A", "--quiet", "--frozen", "tests/modules_test.ts"])],
];

if (Deno.args.includes("--help")) {
  say(HELP);
} else {
  const failed: string[] = [];
  for (const [name, check] of STEPS) if (!await passes(name, check)) failed.push(name);
  say(failed.length === 0 ? "\nEverything is in order\n" : `\nFailed: ${failed.join("; ")}\n`);
  Deno.exit(failed.length === 0 ? 0 : 1);
}

async function passes(name: string, check: () => Promise<Outcome>): Promise<boolean> {
  const begun = performance.now();
  const { ok, output } = await check();
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
  say(`${ok ? "ok    " : "FAILED"}  ${name} (${seconds} s)\n`);
  if (!ok) say(`${output.replace(/^/gm, "        ")}\n`);
  return ok;
}

/** What is in tests/, without the browser suite: it has a configuration of its own. */
async function testPaths(): Promise<string[]> {
  const paths: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL("tests/", ROOT))) {
    if (isDirectory && name !== "browser" && !name.startsWith(".")) paths.push(`tests/${name}/`);
    else if (name.endsWith(".ts")) paths.push(`tests/${name}`);
  }
  return paths.sort();
}

function say(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(text));
}
