import bundled from "@sparticuz/chromium";
import { type Browser, chromium } from "playwright-core";

const INSTALLED = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];

/** Opens the Chromium from npm (Linux x64), else an installed one; null where there is none. */
export async function openChromium(): Promise<Browser | null> {
  if (Deno.build.os === "linux" && Deno.build.arch === "x86_64") {
    // Not with the arguments that it proposes: they are for one page in one process, without web security.
    return await chromium.launch({ executablePath: await bundled.executablePath(), args: ARGUMENTS });
  }
  const executablePath = await firstInstalled();
  return executablePath === null ? null : await chromium.launch({ executablePath, args: ARGUMENTS });
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
