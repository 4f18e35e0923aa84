import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { findChromium, openChromium, saySkipped } from "./chromium.ts";
import { startProgram } from "./program.ts";
import { HOSTILE, IMAGES, openSite, type Site } from "./site.ts";
import { nameOf, openPage, type Stage } from "./stage.ts";

const CRAWL_MILLISECONDS = 90_000;

interface World extends Stage {
  site: Site;
}

const found = await findChromium();
if (found === null) await saySkipped();

Deno.test({
  ignore: found === null,
  name: "A person crawls a site from the form, sees its images, and tags them with and without scripts",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (test) => {
    const browser = await openChromium(found ?? assert.fail());
    const site = openSite();
    const program = await startProgram({ CRAWL_ALLOWED_PRIVATE_HOSTS: site.host, INSPECT_PROCESSES: "1" });
    const world: World = { browser, program, site, complaints: [] };
    try {
      for (const step of STEPS) {
        const passed = await test.step(nameOf(step), async () => {
          await step(world);
          assert.deepEqual(world.complaints.splice(0), [], "the browser complained");
        });
        // The next ones build on it.
        if (!passed) break;
      }
    } finally {
      await browser.close();
      await program.stop();
      await site.close();
    }
  },
});

const STEPS = [
  anEmptyLibraryOffersACrawl,
  theFormShowsWhatIsWrongBesideTheField,
  aJobFromTheFormIsFollowedToItsEnd,
  theGalleryShowsEveryImage,
  hostileWordsAreShownAndNothingRuns,
  oneImageIsTaggedWithoutAReload,
  oneImageIsTaggedWithoutScripts,
  manyImagesAreTaggedAtOnce,
  manyImagesAreTaggedWithoutScripts,
  aSearchFindsWhatWasTagged,
  theArrowsWalkTheResult,
  aSearchThatFindsNothingSaysWhy,
  everyPageFitsANarrowScreen,
];

async function anEmptyLibraryOffersACrawl(world: World) {
  const page = await openPage(world, "/");
  await page.getByText("Nothing here yet: start a crawl").waitFor();
  await page.getByLabel("Website").fill(world.site.url);
  await page.getByRole("button", { name: "Choose options" }).click();
  assert.equal(await page.getByLabel("Start addresses").inputValue(), world.site.url);
  await page.close();
}

async function theFormShowsWhatIsWrongBesideTheField(world: World) {
  const page = await openPage(world, "/jobs/new");
  await page.getByLabel("Start addresses").fill("ftp://example.org/");
  await page.getByLabel("Max depth").fill("5000");
  await page.getByRole("button", { name: "Start crawl" }).click();
  await page.getByText("Must be at most 1000").or(page.getByText("must be at most 1000")).waitFor();
  await page.getByText("Only http: and https: can be crawled").waitFor();
  assert.equal(await page.getByLabel("Max depth").inputValue(), "5000");
  world.complaints = world.complaints.filter((complaint) => !complaint.includes("422"));
  await page.close();
}

async function aJobFromTheFormIsFollowedToItsEnd(world: World) {
  const page = await openPage(world, "/jobs/new");
  await page.getByLabel("Start addresses").fill(world.site.url);
  await page.getByLabel("Tags", { exact: true }).fill("gradient from_the_form");
  await page.getByText("More options").click();
  await page.getByLabel("Delay (milliseconds)").fill("0");
  await page.getByRole("button", { name: "Start crawl" }).click();
  await page.waitForURL(/\/jobs\/\d+$/);
  await page.getByText("completed", { exact: true }).waitFor({ timeout: CRAWL_MILLISECONDS });
  const stored = page.locator("dl > div", { has: page.getByText("Stored", { exact: true }) }).locator("a");
  assert.equal(await stored.innerText(), String(IMAGES));
  assert.equal(await page.locator("section", { hasText: "Newest images" }).locator("img").count(), IMAGES);
  await page.getByRole("button", { name: "Run again" }).waitFor();
  await page.close();
}

async function theGalleryShowsEveryImage(world: World) {
  const page = await openPage(world, "/");
  await page.getByText(`${IMAGES} images`, { exact: true }).waitFor();
  assert.equal(await page.locator("#tiles > li").count(), IMAGES);
  await page.waitForFunction(() =>
    [...document.querySelectorAll<HTMLImageElement>("#tiles img")].every((image) => image.naturalWidth > 0)
  );
  await page.getByRole("link", { name: /from_the_form/ }).first().click();
  await page.getByText(`${IMAGES} images`, { exact: true }).waitFor();
  await page.close();
}

async function hostileWordsAreShownAndNothingRuns(world: World) {
  const page = await openPage(world, "/");
  await page.getByAltText(HOSTILE.slice(0, 20)).click();
  await page.waitForURL(/\/images\/\d+/);
  assert.match(await page.locator("figcaption").innerText(), /<script>window\.hacked=1<\/script>/);
  await page.mouse.move(300, 300);
  assert.equal(await page.evaluate(() => "hacked" in globalThis), false);
  await page.close();
}

async function oneImageIsTaggedWithoutAReload(world: World) {
  const page = await openImage(world, "A first gradient");
  await page.evaluate(() => document.body.dataset.kept = "yes");
  await page.getByRole("combobox", { name: "Tags to add" }).fill("Red Blue, SKY");
  await page.keyboard.press("Enter");
  for (const name of ["red", "blue", "sky"]) await page.getByRole("link", { name, exact: true }).waitFor();
  await page.getByRole("button", { name: "Remove blue" }).click();
  await page.getByRole("link", { name: "blue", exact: true }).waitFor({ state: "detached" });
  await page.getByRole("combobox", { name: "Tags to add" }).pressSequentially("from");
  await page.getByRole("option", { name: /from_the_form/ }).waitFor();
  assert.equal(await page.evaluate(() => document.body.dataset.kept), "yes", "the page was loaded again");
  await page.close();
}

async function oneImageIsTaggedWithoutScripts(world: World) {
  const page = await openImage(world, "A second gradient", { javaScriptEnabled: false });
  await page.getByLabel("Tags to add").fill("no_script, plain");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("link", { name: "no_script", exact: true }).waitFor();
  await page.getByRole("button", { name: "Remove plain" }).click();
  await page.getByRole("link", { name: "plain", exact: true }).waitFor({ state: "detached" });
  await page.getByLabel("Tags to add").fill("-bad");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByText("A tag name has 1 to 100 characters").waitFor();
  assert.equal(await page.getByLabel("Tags to add").inputValue(), "-bad");
  world.complaints = world.complaints.filter((complaint) => !complaint.includes("422"));
  await page.context().close();
}

async function manyImagesAreTaggedAtOnce(world: World) {
  const page = await openPage(world, "/");
  const boxes = page.locator("#tiles").getByRole("checkbox");
  await boxes.nth(0).focus();
  await page.keyboard.press("Space");
  await boxes.nth(2).click({ modifiers: ["Shift"] });
  await page.getByText("3 selected").waitFor();
  await page.getByRole("combobox", { name: "Tags for the selected images" }).fill("bulk");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByText("3 tags added on 3 images.").waitFor();
  await page.getByText(`Select all ${IMAGES} on this page`).click();
  await page.getByText(`${IMAGES} selected`).waitFor();
  await page.getByRole("combobox", { name: "Tags for the selected images" }).fill("-from_the_form");
  await page.keyboard.press("Control+Enter");
  await page.getByText(`${IMAGES} tags removed on ${IMAGES} images.`).waitFor();
  await page.close();
}

async function manyImagesAreTaggedWithoutScripts(world: World) {
  const page = await openPage(world, "/", { javaScriptEnabled: false });
  const boxes = page.locator("#tiles").getByRole("checkbox");
  await boxes.nth(1).check({ force: true });
  await boxes.nth(4).check({ force: true });
  await page.getByLabel("Tags for the images ticked above").fill("by_form");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.waitForURL(/\/\?done=\d+$/);
  await page.getByRole("button", { name: "Undo" }).waitFor();
  await page.goto(`${world.program.address}/?q=by_form`);
  await page.getByText("2 images", { exact: true }).waitFor();
  await page.context().close();
}

async function aSearchFindsWhatWasTagged(world: World) {
  const page = await openPage(world, "/");
  await page.getByLabel("Search images by tag").fill("bulk");
  await page.keyboard.press("Enter");
  await page.getByText("3 images", { exact: true }).waitFor();
  await page.getByLabel("Search images by tag").fill("gradient -bulk");
  await page.keyboard.press("Enter");
  await page.getByText(`${IMAGES - 3} images`, { exact: true }).waitFor();
  await page.close();
}

async function theArrowsWalkTheResult(world: World) {
  const page = await openPage(world, "/?q=bulk");
  await page.locator("#tiles a").first().click();
  const first = await page.waitForURL(/\/images\/\d+\?q=bulk/).then(() => page.url());
  await page.keyboard.press("ArrowRight");
  await page.waitForURL((url) => url.href !== first && url.search === "?q=bulk");
  await page.keyboard.press("ArrowLeft");
  await page.waitForURL(first);
  await page.keyboard.press("/");
  await page.keyboard.type("gradient");
  await page.keyboard.press("Enter");
  await page.getByText(`${IMAGES} images`, { exact: true }).waitFor();
  await page.close();
}

async function aSearchThatFindsNothingSaysWhy(world: World) {
  const page = await openPage(world, "/?q=gradient+unicorn");
  await page.getByText("Nothing in the library has “unicorn”.").waitFor();
  await page.getByRole("link", { name: "Search without it" }).last().click();
  await page.getByText(`${IMAGES} images`, { exact: true }).waitFor();
  await page.goto(`${world.program.address}/?q=is%3Anothing`);
  await page.getByRole("heading", { name: "This search cannot be read" }).waitFor();
  world.complaints = world.complaints.filter((complaint) => !complaint.includes("400"));
  await page.close();
}

async function everyPageFitsANarrowScreen(world: World) {
  const page = await openPage(world, "/", { viewport: { width: 360, height: 780 } });
  const job = await page.evaluate(async () => (await (await fetch("/api/jobs")).json()).items[0].id as number);
  const image = await page.evaluate(async () => (await (await fetch("/api/images")).json()).items[0].id as number);
  for (
    const path of [
      "/",
      "/tags",
      "/operations",
      "/help",
      "/help/search",
      "/help/crawling",
      "/help/commands",
      "/help/operating",
      "/help/verify",
      "/jobs",
      "/jobs/new",
      `/jobs/${job}`,
      `/jobs/${job}/urls`,
      `/images/${image}`,
    ]
  ) {
    await page.goto(world.program.address + path);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, `${path} scrolls sideways`);
  }
  await page.context().close();
}

async function openImage(world: World, alt: string, options?: Parameters<Browser["newPage"]>[0]): Promise<Page> {
  const page = await openPage(world, "/", options);
  await page.getByAltText(alt, { exact: true }).click();
  await page.waitForURL(/\/images\/\d+/);
  return page;
}
