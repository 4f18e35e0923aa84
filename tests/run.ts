/** `deno task test`: prepares, runs the suites, streams what they say, and adds up what came out. */
import { fileURLToPath } from "node:url";
import { ensureAssets } from "../modules/shared/web/build.ts";
import { Settings } from "../modules/shared/config.ts";
import { addCounts, closingLine, type Counts, NOTHING, readCounts } from "./support/counts.ts";
import { ROOT } from "./support/run_deno.ts";

const BROWSER = "tests/browser";
const HELP = `deno task test [PATH…] [--FLAG…]

Runs every test, or those in the files and folders named. Flags are handed to "deno test": --filter=WORDS, --fail-fast.
The last line adds up; the exit status is 1 where a test failed or none ran.

  TEST_DATABASE_URL   a PostgreSQL server, 15 or later, as a role that may create databases: what needs a database is
                      then tested on it as well as on the embedded one. Databases are created, and dropped afterwards.
`;

interface Suite {
  name: string;
  arguments: string[];
}

async function main(args: string[]): Promise<number> {
  if (args.includes("--help")) {
    await say(HELP);
    return 0;
  }
  await ensureAssets();
  let total = NOTHING;
  for (const suite of suitesFor(args)) {
    await say(`\n== ${suite.name}\n`);
    total = addCounts(total, await run(suite));
  }
  await say(`\n${closingLine(total)}\n`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

/** The browser suite has dependencies of its own, so that nobody downloads a browser who does not test. */
function suitesFor(args: string[]): Suite[] {
  const flags = args.filter((argument) => argument.startsWith("-"));
  const paths = args.filter((argument) => !argument.startsWith("-"));
  const inBrowser = paths.filter(isBrowserPath);
  const others = paths.filter((path) => !isBrowserPath(path));
  const suites: Suite[] = [];
  if (paths.length === 0 || others.length > 0) {
    const where = others.length > 0 ? others : ["tests/"];
    suites.push({ name: "Tests", arguments: ["--frozen", "--parallel", `--ignore=${BROWSER}`, ...flags, ...where] });
  }
  if (paths.length === 0 || inBrowser.length > 0) {
    const where = inBrowser.length > 0 ? inBrowser : [`${BROWSER}/`];
    suites.push({ name: "Browser tests", arguments: ["--frozen", "--config", `${BROWSER}/deno.json`, ...flags, ...where] });
  }
  return suites;
}

function isBrowserPath(path: string): boolean {
  return path.replace(/^\.\//, "").startsWith(BROWSER);
}

/** A suite that ends without adding up (a type error, a crash) counts as one failure. */
async function run(suite: Suite): Promise<Counts> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", ...suite.arguments],
    cwd: fileURLToPath(ROOT),
    clearEnv: true,
    env: environment(),
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let output = "";
  const decoder = new TextDecoder();
  for await (const chunk of child.stdout) {
    await write(chunk);
    output += decoder.decode(chunk, { stream: true });
  }
  const { success } = await child.status;
  const counts = readCounts(output);
  if (counts === null) return { ...NOTHING, failed: 1 };
  return success ? counts : { ...counts, failed: Math.max(counts.failed, 1) };
}

/** Without the settings of an installation: no test may reach its database or its images. */
function environment(): Record<string, string> {
  const kept = Object.entries(Deno.env.toObject()).filter(([key]) => !(key in Settings.shape));
  return { ...Object.fromEntries(kept), ...(Deno.stdout.isTerminal() ? { FORCE_COLOR: "1" } : {}) };
}

async function say(text: string): Promise<void> {
  await write(new TextEncoder().encode(text));
}

async function write(bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.byteLength;) at += await Deno.stdout.write(bytes.subarray(at));
}

Deno.exit(await main(Deno.args));
