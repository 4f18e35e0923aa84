import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { crawlerUrl } from "../../../modules/crawl/crawler_file.ts";
import { loadCrawler } from "../../../modules/crawl/worker/load_crawler.ts";
import { withDirectory } from "../../support/directory.ts";

async function load(directory: string, name: string, source: string) {
  const file = join(directory, `${name}.ts`);
  await Deno.writeTextFile(file, source);
  return await loadCrawler(pathToFileURL(file).href);
}

Deno.test("loadCrawler() loads the default crawler and one from a file", () =>
  withDirectory(async (directory) => {
    assert.equal((await loadCrawler(crawlerUrl("website", undefined))).name, "website");
    const source = `export default { name: "mine", async discover(page: { url: string }) { await page.url; } };`;
    assert.equal((await load(directory, "mine", source)).name, "mine");
  }));

Deno.test("loadCrawler() says which file is wrong, and how", () =>
  withDirectory(async (directory) => {
    const cases: [string, string, RegExp][] = [
      ["syntax", "export default {", /The crawler syntax\.ts cannot be loaded: .*(Expected|Unexpected|expected)/s],
      ["throws", `throw new Error("no licence");`, /The crawler throws\.ts cannot be loaded: no licence/],
      ["nothing", `export const crawler = 1;`, /The crawler nothing\.ts is not one: its default export must be a SiteCrawler/],
      ["nameless", `export default { discover() {} };`, /The crawler nameless\.ts is not one: .*\{ name, async discover/],
      ["text", `export default { name: "text", discover: "yes" };`, /The crawler text\.ts is not one/],
      [
        "imports",
        `import "./missing.ts"; export default { name: "a", discover() {} };`,
        /imports\.ts cannot be loaded: .*missing\.ts/,
      ],
    ];
    for (const [name, source, message] of cases) await assert.rejects(load(directory, name, source), message);
    const missing = pathToFileURL(join(directory, "missing file.ts")).href;
    await assert.rejects(loadCrawler(missing), /The crawler missing file\.ts cannot be loaded: Module not found/);
  }));

Deno.test("crawlerUrl() says what to set if a crawler does not exist", () =>
  withDirectory(async (directory) => {
    assert.throws(() => crawlerUrl("mine", undefined), {
      code: "invalid",
      message: /no crawler "mine": CRAWLERS_DIR is not set/,
    });
    assert.throws(() => crawlerUrl("mine", directory), { code: "invalid", message: /no crawler "mine": No such file/ });
    await Deno.writeTextFile(join(directory, "mine.ts"), "");
    assert.equal(crawlerUrl("mine", directory), pathToFileURL(join(directory, "mine.ts")).href);
  }));
