import assert from "node:assert/strict";
import { JobRequest } from "../modules/crawl/schemas.ts";
import { METATAGS } from "../modules/search/grammar/metatags.ts";
import { parseSearch } from "../modules/search/grammar/parser.ts";
import { Settings } from "../modules/shared/config.ts";

const README = new URL("../README.md", import.meta.url);
const ROW = /^\| `([A-Z][A-Z0-9_]*)` *\| *(?:`([^`]*)`|—) *\| *(.+?) *\|$/gm;
const OPTION_ROW = /^\| (`[a-zA-Z`, ]+`) *\| *(.+?) *\| *.+? *\|$/gm;

Deno.test("README's table of settings has the same keys and defaults as the program", async () => {
  const readme = await Deno.readTextFile(README);
  const listed = Object.fromEntries([...readme.matchAll(ROW)].map(([, key, standard]) => [key, standard ?? null]));
  const defaults = Settings.parse({});
  const expected = Object.fromEntries(
    Object.keys(Settings.shape).map((key) => [key, spell(defaults[key as keyof typeof defaults])]),
  );
  assert.deepEqual(listed, expected);
});

Deno.test("README's table of options names each option of a crawl, with the program's defaults", async () => {
  const readme = await Deno.readTextFile(README);
  const table = readme.slice(readme.indexOf("## Options of a crawl"), readme.indexOf("## Why was this not kept?"));
  const defaults: Record<string, unknown> = JobRequest.parse({});
  const listed = [...table.matchAll(OPTION_ROW)].flatMap(([, names = "", standard = ""]) => {
    const values = standard.split(", ");
    return names.split(", ").map((name, index) => [name.replaceAll("`", ""), values[index] ?? values[0] ?? ""]);
  });
  assert.deepEqual(listed.map(([name]) => name).toSorted(), Object.keys(JobRequest.shape).toSorted());
  for (const [name = "", standard] of listed) {
    const value = spell(defaults[name]);
    if (value !== null) assert.equal(standard, value, name);
  }
});

/** As the environment would spell it; nothing is a dash in the table. */
function spell(value: unknown): string | null {
  const text = Array.isArray(value) ? value.join(",") : value === undefined ? "" : String(value);
  return text === "" ? null : text;
}

Deno.test("README's table of metatags says what the program's says, and its examples are legal searches", async () => {
  const readme = await Deno.readTextFile(README);
  const table = readme.slice(readme.indexOf("| metatag "), readme.indexOf("## Settings"));
  const listed = [...table.matchAll(/^\| ((?:`[a-z0-9]+:`(?:, )?)+) *\| `(.+?)` *\| (.+?) *\|$/gm)].map(([, ...cells]) => cells);
  assert.deepEqual(
    listed,
    METATAGS.map(({ name, aliases, example, help }) => [
      [name, ...aliases].map((name) => `\`${name}:\``).join(", "),
      example.replace(/0{32,}/, "…"),
      help,
    ]),
  );
  for (const { example } of METATAGS) assert.doesNotThrow(() => parseSearch(example), example);
});
