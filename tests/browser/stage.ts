import type { Browser, Page } from "playwright-core";
import type { Program } from "./program.ts";

/** Everything that a visitor needs, and what the browser complained of: it must stay empty. */
export interface Stage {
  browser: Browser;
  program: Program;
  complaints: string[];
}

export async function openPage(
  { browser, program, complaints }: Stage,
  path: string,
  options: Parameters<Browser["newPage"]>[0] = {},
): Promise<Page> {
  const page = await browser.newPage(options);
  page.setDefaultTimeout(10_000);
  page.on("console", (message) => message.type() === "error" && complaints.push(`${page.url()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
  await page.goto(program.address + path);
  return page;
}

/** A step's name in words: `theGalleryShowsEveryImage` -> `the gallery shows every image`. */
export function nameOf(step: { name: string }): string {
  return step.name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
