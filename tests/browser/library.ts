import type { Page } from "playwright-core";

/** A page of the gallery and some more. */
export const IMAGES = 70;
export const ON_A_PAGE = 60;

/** What the bar says of each tag, as `even 2/4`. */
export async function tagStates(page: Page): Promise<string[]> {
  const states = page.getByRole("list", { name: "Tags of the selected images" }).getByRole("button");
  return (await states.allInnerTexts()).map((text) => text.replace(/\s+/g, " ").replace(/^[+−] /, "").trim()).sort();
}

export async function selectedNames(page: Page): Promise<string[]> {
  return await page.locator("#tiles .tile[aria-selected=true]").evaluateAll((tiles) =>
    tiles.map((tile) => tile.getAttribute("aria-label") ?? "")
  );
}
