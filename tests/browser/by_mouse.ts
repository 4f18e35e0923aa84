import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { IMAGES, ON_A_PAGE, selectedNames, tagStates } from "./library.ts";
import { openPage, type Stage } from "./stage.ts";

export const BY_MOUSE = [
  clicksSelectAndTheSelectionOutlivesAWayToAnImage,
  aRubberBandSelectsWhatItTouches,
  theSelectionGoesOnOverThePagesOfAResult,
  pressingATagPutsItOnAllOrTakesItOffAndUndoBringsItBack,
  everythingThatMatchesIsTaggedAndUndoneFromTheHistory,
  aSuggestionIsClickedIntoTheSearch,
  aSearchThatIsWrongIsPutRightByAClick,
  aLongPressSelectsOnATouchScreen,
];

async function clicksSelectAndTheSelectionOutlivesAWayToAnImage(stage: Stage) {
  const page = await openPage(stage, "/?q=all");
  const tiles = page.locator("#tiles .tile");
  await tiles.nth(0).hover();
  await tiles.nth(0).getByRole("checkbox").click();
  await tiles.nth(2).click({ modifiers: ["Control"] });
  await page.getByText("2 selected", { exact: true }).waitFor();
  await tiles.nth(5).click({ modifiers: ["Shift"] });
  await page.getByText("5 selected", { exact: true }).waitFor();
  // While something is selected a click selects, and a double one opens.
  await tiles.nth(3).click();
  await page.getByText("4 selected", { exact: true }).waitFor();
  await tiles.nth(8).dblclick();
  await page.waitForURL(/\/images\/\d+\?q=all$/);
  await page.goBack();
  const kept = page.getByText(/^[45] selected$/);
  await kept.waitFor();
  assert.ok((await selectedNames(page)).includes("Picture 70"));
  await page.getByRole("button", { name: "Clear" }).click();
  await kept.waitFor({ state: "hidden" });
  assert.deepEqual(await selectedNames(page), []);
  await tiles.nth(1).click();
  await page.waitForURL(/\/images\/\d+\?q=all$/);
  await page.close();
}

async function aRubberBandSelectsWhatItTouches(stage: Stage) {
  const page = await openPage(stage, "/?q=all", { viewport: { width: 1280, height: 800 } });
  const tiles = page.locator("#tiles .tile");
  const [from, to] = [await boxOf(page, 0), await boxOf(page, 1)];
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x + 10, to.y + to.height / 2, { steps: 5 });
  await page.mouse.up();
  await page.getByText("2 selected", { exact: true }).waitFor();
  assert.equal(new URL(page.url()).pathname, "/", "the drag opened an image");
  assert.deepEqual(await selectedNames(page), ["Picture 70", "Picture 69"]);
  await tiles.nth(0).click();
  await page.getByText("1 selected", { exact: true }).waitFor();
  await page.close();
}

async function boxOf(page: Page, index: number) {
  return await page.locator("#tiles .tile").nth(index).boundingBox() ?? assert.fail("the tile is not shown");
}

async function theSelectionGoesOnOverThePagesOfAResult(stage: Stage) {
  const page = await openPage(stage, "/?q=all");
  await page.locator("#tiles .tile").first().getByRole("checkbox").click();
  await page.getByRole("link", { name: "Next page" }).click();
  await page.getByText("1 selected, 1 of them on other pages").waitFor();
  await page.locator("#tiles .tile").first().getByRole("checkbox").click();
  await page.getByText("2 selected, 1 of them on other pages").waitFor();
  await page.goto(`${stage.program.address}/?q=even`);
  await page.locator("#tiles .tile").first().waitFor();
  assert.deepEqual(await selectedNames(page), []);
  await page.close();
}

async function pressingATagPutsItOnAllOrTakesItOffAndUndoBringsItBack(stage: Stage) {
  const page = await openPage(stage, "/?q=all");
  const tiles = page.locator("#tiles .tile");
  await tiles.nth(0).getByRole("checkbox").click();
  await tiles.nth(3).getByRole("checkbox").click({ modifiers: ["Shift"] });
  await page.getByRole("button", { name: /^even: on 2 of 4 images/ }).click();
  const fifth = page.getByRole("button", { name: /^fifth_one: on 1 of 4 images/ });
  await fifth.click();
  await fifth.click();
  await page.getByText("Adds 2, removes 1").waitFor();
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByText("2 tags added, 1 tag removed on 4 images.").waitFor();
  await page.getByRole("button", { name: /^even: on all 4 images/ }).waitFor();
  assert.deepEqual(await tagStates(page), ["all all", "even all"]);
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await page.getByText("Reversed 3 changes.").waitFor();
  await page.getByRole("button", { name: /^even: on 2 of 4 images/ }).waitFor();
  assert.deepEqual(await tagStates(page), ["all all", "even 2/4", "fifth_one 1/4"]);
  await page.getByRole("button", { name: "Dismiss" }).click();
  await page.getByText("Reversed 3 changes.").waitFor({ state: "hidden" });
  await page.close();
}

async function everythingThatMatchesIsTaggedAndUndoneFromTheHistory(stage: Stage) {
  const page = await openPage(stage, "/?q=all");
  await page.locator("#tiles .tile").first().getByRole("checkbox").click();
  await page.getByText(`Select all ${ON_A_PAGE} on this page`).click();
  await page.getByText(`Select all ${IMAGES} matching`).click();
  await page.getByText(`All ${IMAGES} matching selected`).waitFor();
  await page.getByRole("combobox", { name: "Tags for the selected images" }).fill("by_query");
  await page.getByText(`Adds ${IMAGES}`).waitFor();
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByText(`${IMAGES} tags added on ${IMAGES} images.`).waitFor();
  await page.getByRole("link", { name: "History" }).click();
  await page.getByRole("button", { name: "Undo: Add by_query" }).click();
  await page.getByRole("link", { name: "Undone" }).first().waitFor();
  await page.goto(`${stage.program.address}/?q=by_query`);
  await page.getByText("No image matches").waitFor();
  await page.close();
}

async function aSuggestionIsClickedIntoTheSearch(stage: Stage) {
  const page = await openPage(stage, "/");
  const search = page.getByRole("combobox", { name: "Search images by tag" });
  await search.pressSequentially("even -fif");
  await page.getByRole("option", { name: /fifth_one/ }).click();
  assert.equal(await search.inputValue(), "even -fifth_one ");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByText("28 images", { exact: true }).waitFor();
  await page.getByRole("link", { name: "Search without -fifth_one" }).click();
  await page.getByText("35 images", { exact: true }).waitFor();
  await page.close();
}

async function aSearchThatIsWrongIsPutRightByAClick(stage: Stage) {
  const page = await openPage(stage, "/");
  const search = page.getByRole("combobox", { name: "Search images by tag" });
  await search.fill("even widht:>600");
  await page.getByText("Column 6 of the search: widht: is not known").waitFor();
  assert.equal(await search.getAttribute("aria-invalid"), "true");
  assert.equal(await page.locator(".fault-mark").innerText(), "widht");
  await page.getByRole("button", { name: "Use even width:>600" }).click();
  assert.equal(await search.inputValue(), "even width:>600");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("heading", { name: "even width:>600" }).waitFor();
  await page.close();
}

async function aLongPressSelectsOnATouchScreen(stage: Stage) {
  const page = await openPage(stage, "/?q=all", { hasTouch: true, viewport: { width: 390, height: 844 } });
  const tile = page.locator("#tiles .tile").nth(1);
  await tile.scrollIntoViewIfNeeded();
  const { x, y } = await boxOf(page, 1);
  const touch = await page.context().newCDPSession(page);
  await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x: x + 40, y: y + 40 }] });
  await page.getByText("1 selected", { exact: true }).waitFor();
  await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await page.locator("#tiles .tile").nth(2).tap();
  await page.getByText("2 selected", { exact: true }).waitFor();
  await page.context().close();
}
