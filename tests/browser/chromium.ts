import bundled, { inflate } from "@sparticuz/chromium";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const INSTALLED = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];

interface Found {
  executablePath: string;
  env: Record<string, string>;
}

/** Finds the Chromium from npm (Linux x64), else an installed one; null where there is none. */
export async function findChromium(): Promise<Found | null> {
  const env = Deno.env.toObject();
  if (Deno.build.os === "linux" && Deno.build.arch === "x86_64") {
    const executablePath = await bundled.executablePath();
    return {
      executablePath,
      env: { ...env, LD_LIBRARY_PATH: await unpackLibraries(), FONTCONFIG_PATH: join(tmpdir(), "fonts") },
    };
  }
  const executablePath = await firstInstalled();
  return executablePath === null ? null : { executablePath, env };
}

/** Not with the arguments that the package proposes: they are for one page in one process, without web security. */
export async function openChromium({ executablePath, env }: Found): Promise<Browser> {
  return await chromium.launch({ executablePath, env, args: ARGUMENTS });
}

export async function saySkipped(): Promise<void> {
  const reason = "There is no Chromium here: the browser test is skipped. Install chromium or google-chrome to run it.\n";
  await Deno.stderr.write(new TextEncoder().encode(reason));
}

/** The package brings NSS and Expat, which a small system lacks, but unpacks them on some clouds only. */
async function unpackLibraries(): Promise<string> {
  const program = createRequire(import.meta.url).resolve("@sparticuz/chromium");
  return join(await inflate(join(dirname(program), "..", "bin", "al2023.tar.br")), "lib");
}

async function firstInstalled(): Promise<string | null> {
  for (const name of INSTALLED) {
    for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
      const path = `${folder}/${name}`;
      if (await Deno.stat(path).then(({ isFile }) => isFile, () => false)) return path;
    }
  }
  return null;
}
