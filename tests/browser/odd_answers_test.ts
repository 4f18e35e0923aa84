import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { ODD_ANSWERS } from "../support/odd_answers/all.ts";
import { type OddSite, openOddSite, openStart } from "../support/odd_answers/odd_site.ts";
import { findChromium, openChromium, saySkipped } from "./chromium.ts";
import { type Program, startProgram } from "./program.ts";

const JOB_MILLISECONDS = 180_000;

const found = await findChromium();
if (found === null) await saySkipped();

Deno.test({
  ignore: found === null,
  name: "The program finds and stores the image of every odd answer that Chromium shows, and names what both refuse",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    const sites = ODD_ANSWERS.map((odd, index) => openOddSite(odd, index));
    const start = openStart(sites);
    const browser = await openChromium(found ?? assert.fail());
    const program = await startProgram({
      CRAWL_ALLOWED_PRIVATE_HOSTS: [start, ...sites].map(({ hostPort }) => hostPort).join(","),
      INSPECT_PROCESSES: "1",
    });
    try {
      const shown = await shownByChromium(browser, start.url, sites);
      const wrong = sites.filter((site, index) => shown[index] !== (site.case.refused === undefined));
      assert.deepEqual(namesOf(wrong), [], "Chromium shows these or refuses them, unlike the table");
      const ledger = await crawl(program, start.url);
      const missing = sites.flatMap((site) => faultsOf(site, ledger));
      assert.deepEqual(missing, [], `${sites.length - missing.length} of ${sites.length} odd answers have the expected outcome`);
    } finally {
      await browser.close();
      await program.stop();
      await Promise.all([start, ...sites].map((site) => site.close()));
    }
  },
});

function namesOf(sites: readonly OddSite[]): string[] {
  return sites.map(({ case: { as, name } }) => `${as}: ${name}`);
}

/** Returns for each site whether Chromium shows its image. */
async function shownByChromium(browser: Browser, url: string, sites: readonly OddSite[]): Promise<boolean[]> {
  const page = await browser.newPage();
  await page.goto(url, { timeout: JOB_MILLISECONDS });
  const shown = await Promise.all(sites.map((site) => isShown(page, site)));
  await page.close();
  return shown;
}

async function isShown(page: Page, { case: { as }, hostPort, url }: OddSite): Promise<boolean> {
  const frame = as === "page" ? page.frame({ name: hostPort }) : page.mainFrame();
  if (frame === null) return false;
  const wanted = as === "page" ? "/plain.png" : url;
  return await frame.evaluate(
    (src) => (document.querySelector<HTMLImageElement>(`img[src="${src}"]`)?.naturalWidth ?? 0) > 0,
    wanted,
  ).catch(() => false);
}

interface Outcome {
  outcome: string | null;
  reason: string | null;
  detail: string | null;
}
type Ledger = Map<string, Outcome>;
const UNKNOWN: Outcome = { outcome: null, reason: null, detail: null };

/** Crawls the start page and returns the outcome of each URL. */
async function crawl({ address }: Program, url: string): Promise<Ledger> {
  const options = { scope: "any", delayMilliseconds: 0, sitemaps: false, concurrency: 64, respectRobots: false };
  const { id } = await json<{ id: number }>(`${address}/api/jobs`, {
    method: "POST",
    body: JSON.stringify({ urls: [url], options }),
  });
  const deadline = performance.now() + JOB_MILLISECONDS;
  for (let status = ""; !["completed", "failed"].includes(status);) {
    assert.ok(performance.now() < deadline, `the job is ${status} after ${JOB_MILLISECONDS} ms`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    ({ status } = await json<{ status: string }>(`${address}/api/jobs/${id}`));
  }
  const ledger: Ledger = new Map();
  for (let cursor = "";;) {
    const { items, next } = await json<{ items: ({ url: string } & Outcome)[]; next: string | null }>(
      `${address}/api/jobs/${id}/urls?limit=200${cursor}`,
    );
    for (const row of items) ledger.set(row.url, row);
    if (!next) return ledger;
    cursor = `&cursor=${encodeURIComponent(next)}`;
  }
}

async function json<Body>(url: string, init: RequestInit = {}): Promise<Body> {
  const response = await fetch(url, { ...init, headers: { "content-type": "application/json" } });
  const body = await response.json();
  assert.ok(response.ok, JSON.stringify(body));
  return body;
}

/** Returns what is wrong with the outcome of a site, or nothing. */
function faultsOf({ case: { as, name, refused }, url, imageUrl }: OddSite, ledger: Ledger): string[] {
  const { outcome, reason, detail } = ledger.get(refused === undefined ? imageUrl : url) ?? ledger.get(url) ?? UNKNOWN;
  const actual = [outcome ?? "never found", ...(reason ? [reason] : [])].join(" ");
  return actual === (refused ?? "stored") ? [] : [`${as}: ${name}: ${actual}${detail ? ` (${detail})` : ""}`];
}
