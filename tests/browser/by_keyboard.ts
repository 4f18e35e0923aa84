import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { IMAGES, ON_A_PAGE, selectedNames, tagStates } from "./library.ts";
import { openPage, type Stage } from "./stage.ts";

export const BY_KEYBOARD = [
  tabReachesTheGridAndArrowsWalkIt,
  spaceAndShiftSelectAndEscapeClears,
  theWholePageThenEverythingThatMatchesIsSelected,
  tagsAreAddedAndTakenOffThenUndoneAndRedone,
  aSuggestionIsTakenByKeysAndEnterSearchesOtherwise,
  aSearchThatIsWrongIsPutRight,
  anImageIsRatedTrashedAndUndone,
  questionMarkListsTheKeysWhichAreNoneWhileOneTypes,
];

async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 120; presses++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, selector)) return;
  }
  assert.fail(`Tab does not reach ${selector}`);
}

const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? "");

async function tabReachesTheGridAndArrowsWalkIt(stage: Stage) {
  const page = await openPage(stage, "/?q=all", { viewport: { width: 1280, height: 800 } });
  await tabTo(page, ".tile");
  assert.equal(await focused(page), "Picture 70");
  await page.keyboard.press("ArrowRight");
  assert.equal(await focused(page), "Picture 69");
  await page.keyboard.press("ArrowDown");
  const below = await focused(page);
  await page.keyboard.press("ArrowUp");
  assert.equal(await focused(page), "Picture 69");
  assert.notEqual(below, "Picture 69");
  await page.keyboard.press("End");
  assert.equal(await focused(page), "Picture 11");
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/images\/70\?q=all$/);
  await page.close();
}

async function spaceAndShiftSelectAndEscapeClears(stage: Stage) {
  const page = await openPage(stage, "/?q=all");
  await tabTo(page, ".tile");
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Shift+ArrowRight");
  await page.getByText("3 selected", { exact: true }).waitFor();
  assert.deepEqual(await selectedNames(page), ["Picture 70", "Picture 68", "Picture 67"]);
  assert.equal(await page.getByRole("grid", { name: "Images" }).getAttribute("aria-multiselectable"), "true");
  await page.keyboard.press("Shift+ArrowLeft");
  await page.getByText("2 selected", { exact: true }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByText("2 selected", { exact: true }).waitFor({ state: "hidden" });
  assert.deepEqual(await selectedNames(page), []);
  await page.close();
}

async function theWholePageThenEverythingThatMatchesIsSelected(stage: Stage) {
  const page = await openPage(stage, "/?q=all");
  await page.locator("#tiles .tile").first().waitFor();
  await page.keyboard.press("Control+a");
  await page.getByText(`${ON_A_PAGE} selected`, { exact: true }).waitFor();
  await page.keyboard.press("Control+a");
  await page.getByText(`All ${IMAGES} matching selected`).waitFor();
  await page.keyboard.press("Escape");
  await page.getByText(`All ${IMAGES} matching selected`).waitFor({ state: "hidden" });
  await page.close();
}

async function tagsAreAddedAndTakenOffThenUndoneAndRedone(stage: Stage) {
  const page = await openPage(stage, "/?q=all");
  await tabTo(page, ".tile");
  await page.keyboard.press("Space");
  await page.keyboard.press("Shift+ArrowRight");
  await page.getByText("2 selected", { exact: true }).waitFor();
  await page.keyboard.press("e");
  await page.keyboard.type("by_keys -even");
  await page.keyboard.press("Enter");
  await page.getByText("Adds 2, removes 1").waitFor();
  await page.keyboard.press("Control+Enter");
  await page.getByText("2 tags added, 1 tag removed on 2 images.").waitFor();
  await page.getByRole("button", { name: /^by_keys: on all 2 images/ }).waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await focused(page), "Picture 69");
  await page.keyboard.press("u");
  await page.getByText("Reversed 4 changes.").waitFor();
  await page.getByRole("button", { name: /^even: on 1 of 2 images/ }).waitFor();
  assert.deepEqual(await tagStates(page), ["all all", "even 1/2", "fifth_one 1/2"]);
  await page.keyboard.press("Control+z");
  await page.getByRole("button", { name: /^by_keys: on all 2 images/ }).waitFor();
  await page.close();
}

async function aSuggestionIsTakenByKeysAndEnterSearchesOtherwise(stage: Stage) {
  const page = await openPage(stage, "/");
  const search = page.getByRole("combobox", { name: "Search images by tag" });
  await page.keyboard.press("/");
  await page.keyboard.type("fift");
  await page.getByRole("option", { name: /fifth_one/ }).waitFor();
  assert.equal(await search.getAttribute("aria-expanded"), "true");
  await page.keyboard.press("ArrowDown");
  const option = await search.getAttribute("aria-activedescendant") ?? "";
  assert.match(await page.locator(`[id="${option}"]`).innerText(), /fifth_one/);
  await page.keyboard.press("Tab");
  await page.keyboard.type("-is:unt");
  await page.getByRole("option", { name: /untagged/ }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  assert.equal(await search.inputValue(), "fifth_one -is:untagged ");
  await page.keyboard.type("wid");
  await page.getByRole("option", { name: /width:/ }).waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await search.getAttribute("aria-expanded"), "false");
  for (let presses = 0; presses < 3; presses++) await page.keyboard.press("Backspace");
  await page.keyboard.press("Enter");
  await page.getByText("14 images", { exact: true }).waitFor();
  await page.close();
}

async function aSearchThatIsWrongIsPutRight(stage: Stage) {
  const page = await openPage(stage, "/");
  await page.keyboard.press("q");
  await page.keyboard.type("(even or fifth_one");
  await page.getByText("this parenthesis is not closed").waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "(even or fifth_one)" }).waitFor();
  await page.getByText("42 images", { exact: true }).waitFor();
  await page.close();
}

async function anImageIsRatedTrashedAndUndone(stage: Stage) {
  const page = await openPage(stage, "/images/7?q=all");
  await page.keyboard.press("4");
  await page.waitForURL(/done=\d+/);
  await page.getByText("Edit the rating of image 7").first().waitFor();
  assert.equal(await page.getByRole("radio", { name: "4 of 5" }).isChecked(), true);
  await tabTo(page, "#image-trash button");
  await page.keyboard.press("Enter");
  await page.getByText("This image is in the trash").waitFor();
  // The page is there before its keys are.
  await page.locator(".toast", { hasText: "Trash image 7" }).locator("[aria-keyshortcuts]").waitFor();
  await page.keyboard.press("u");
  await page.getByText("Reversed 1 change.").waitFor();
  await page.getByText("This image is in the trash").waitFor({ state: "hidden" });
  await page.keyboard.press("d");
  await page.waitForURL(/\/images\/6\?q=all$/);
  await page.close();
}

async function questionMarkListsTheKeysWhichAreNoneWhileOneTypes(stage: Stage) {
  const page = await openPage(stage, "/tags");
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog", { name: "Keys" }).waitFor({ state: "hidden" });
  await page.keyboard.press("/");
  await page.keyboard.type("g?t");
  assert.equal(await page.getByRole("combobox", { name: "Search images by tag" }).inputValue(), "g?t");
  assert.equal(await page.getByRole("dialog").count(), 0);
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Jobs" }).focus();
  await page.keyboard.press("g");
  await page.keyboard.press("h");
  await page.waitForURL(/\/operations$/);
  await page.close();
}
