import assert from "node:assert/strict";
import { HELP_PAGES } from "../modules/app/help/pages.ts";
import { Settings } from "../modules/shared/config.ts";

const README = new URL("../README.md", import.meta.url);
const ROW = /^\| `([A-Z][A-Z0-9_]*)` *\| *(?:`([^`]*)`|—) *\| *(.+?) *\|$/gm;

Deno.test("README's table of settings says of each what the program says, with the program's default", async () => {
  const readme = await Deno.readTextFile(README);
  const listed = [...readme.matchAll(ROW)].map(([, key = "", standard, meaning]) => ({
    key,
    standard: standard ?? null,
    meaning,
  }));
  const defaults: Record<string, unknown> = Settings.parse({});
  const shape: Record<string, { description?: string | undefined }> = Settings.shape;
  assert(listed.length >= 6);
  for (const { key, standard, meaning } of listed) {
    assert.deepEqual({ standard, meaning }, { standard: spell(defaults[key]), meaning: shape[key]?.description }, key);
  }
});

/** As the environment would spell it; nothing is a dash in the table. */
function spell(value: unknown): string | null {
  const text = Array.isArray(value) ? value.join(",") : value === undefined ? "" : String(value);
  return text === "" ? null : text;
}

Deno.test("README names help pages that exist, and each of them", async () => {
  const readme = await Deno.readTextFile(README);
  const named = new Set([...readme.matchAll(/\/help\/[a-z]+/g)].map(([path]) => path));
  const paths = HELP_PAGES.map(({ path }) => path).filter((path) => path !== "/help/keys");
  assert.deepEqual([...named].toSorted(), paths.toSorted());
});

Deno.test("README is short enough for a newcomer to read", async () => {
  assert((await Deno.readTextFile(README)).split("\n").length <= 171);
});

Deno.test("README's screenshot exists, is small, and is left out of the container", async () => {
  const readme = await Deno.readTextFile(README);
  const [, path = ""] = /!\[[^\]]+\]\(([^)]+)\)/.exec(readme) ?? [];
  assert((await Deno.stat(new URL(path, README))).size < 300_000);
  assert((await Deno.readTextFile(new URL(".dockerignore", README))).split("\n").includes(path));
});
