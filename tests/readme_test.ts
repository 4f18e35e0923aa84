import assert from "node:assert/strict";
import { Settings } from "../modules/shared/config.ts";

const README = new URL("../README.md", import.meta.url);
const ROW = /^\| `([A-Z][A-Z0-9_]*)` *\| *(?:`([^`]*)`|—) *\| *(.+?) *\|$/gm;

Deno.test("README's table of settings has the same keys and defaults as the program", async () => {
  const readme = await Deno.readTextFile(README);
  const listed = Object.fromEntries([...readme.matchAll(ROW)].map(([, key, standard]) => [key, standard ?? null]));
  const defaults = Settings.parse({});
  const expected = Object.fromEntries(
    Object.keys(Settings.shape).map((key) => [key, spell(defaults[key as keyof typeof defaults])]),
  );
  assert.deepEqual(listed, expected);
});

/** As the environment would spell it; nothing is a dash in the table. */
function spell(value: unknown): string | null {
  const text = Array.isArray(value) ? value.join(",") : value === undefined ? "" : String(value);
  return text === "" ? null : text;
}
