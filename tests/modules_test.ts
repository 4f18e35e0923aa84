import assert from "node:assert/strict";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { checkBrowserTypes, islandFiles } from "./support/browser_types.ts";
import { type Graph, type Import, readGraph } from "./support/module_graph.ts";
import { graphFaults } from "./support/module_rules.ts";
import { ROOT } from "./support/run_deno.ts";
import { readSources, topLevel } from "./support/source_files.ts";
import { textFaults } from "./support/text_rules.ts";

/** Workers, children and commands begin graphs of their own: no import leads to them. */
const ENTRIES = [
  "main.ts",
  "modules/crawl/host.ts",
  "modules/crawl/worker/worker.ts",
  "modules/app/crawl_command/main.ts",
  "modules/app/crawl_command/print_file.ts",
  "modules/app/verify/main.ts",
  "modules/images/inspect/child.ts",
  "modules/shared/database/pglite_child.ts",
  "modules/shared/database/pglite_make.ts",
  "modules/shared/database/pglite_worker.ts",
  "modules/shared/web/build.ts",
  "modules/app/flags.ts",
];

const TOP_LEVEL = [
  ...["deno.json", "deno.lock", "main.ts", "modules", "migrations", "static", "tests"],
  ...["README.md", "SECURITY.md", "LICENSE", "Dockerfile"],
];

Deno.test("Imports run main -> app -> search and crawl -> images -> tags -> history -> tasks -> shared, without cycles, and no process loads what it may not have", async () => {
  assert.deepEqual(graphFaults(await readGraph([...ENTRIES, ...await islands(), ...await crawlers()])), []);
});

Deno.test("Every source file but tests is in the graph of some process", async () => {
  const graph = await readGraph([...ENTRIES, ...await islands(), ...await crawlers()]);
  const unused = (await readSources()).map(({ path }) => path).filter((path) => path.startsWith("modules/") && !graph.has(path));
  assert.deepEqual(unused, [], "Nothing imports these: delete them, or add the entry that begins with them to ENTRIES");
});

Deno.test("A planted breach of the module rules is found", () => {
  const planted: [Record<string, string[]>, RegExp][] = [
    [{ "modules/shared/log.ts": ["modules/tags/schemas.ts"] }, /shared\/log\.ts: imports modules\/tags\/schemas\.ts, but/],
    [{ "modules/images/storing/store.ts": ["type modules/crawl/schemas.ts"] }, /storing\/store\.ts: imports/],
    [{ "modules/crawl/jobs/hub.ts": ["main.ts"] }, /jobs\/hub\.ts: imports main\.ts/],
    [{ "modules/search/service.ts": ["modules/crawl/schemas.ts"] }, /search\/service\.ts: imports modules\/crawl/],
    [{ "modules/crawl/schemas.ts": ["modules/search/service.ts"] }, /crawl\/schemas\.ts: imports modules\/search/],
    [{ "modules/history/perform.ts": ["modules/tags/schemas.ts"] }, /history\/perform\.ts: imports modules\/tags/],
    [{ "modules/pets/dog.ts": [] }, /belongs to no known slice/],
    [{ "modules/tags/a.ts": ["modules/tags/b.ts"], "modules/tags/b.ts": ["modules/tags/a.ts"] }, /a cycle/],
    [
      { "modules/tags/a/one.ts": ["modules/tags/b/two.ts"], "modules/tags/b/three.ts": ["modules/tags/a/four.ts"] },
      /tags\/a\/ -> modules\/tags\/b\/ -> modules\/tags\/a\/: a cycle/,
    ],
    [{ "modules/crawl/worker/worker.ts": ["modules/crawl/x.ts"], "modules/crawl/x.ts": ["npm:pg"] }, /hostile sites/],
    [{ "modules/crawl/crawlers/website.ts": ["modules/images/storing/storage.ts"] }, /hostile sites/],
    [{ "modules/crawl/host.ts": ["npm:undici"] }, /only relays/],
    [{ "modules/images/inspect/child.ts": ["node:net"] }, /neither network nor database/],
    [{ "main.ts": ["modules/images/a.ts"], "modules/images/a.ts": ["npm:sharp"] }, /no native code/],
    [{ "modules/tags/islands/editor.tsx": ["npm:zod"] }, /import type/],
  ];
  for (const [modules, message] of planted) {
    const faults = graphFaults(graphOf(modules));
    assert.equal(faults.length, 1, JSON.stringify({ modules, faults }));
    assert.match(faults[0] ?? "", message);
  }
});

Deno.test("What only types need is neither a cycle nor a reach", () => {
  const modules = {
    "modules/tags/a.ts": ["type modules/tags/b.ts"],
    "modules/tags/b.ts": ["modules/tags/a.ts"],
    "modules/tags/islands/editor.tsx": ["type npm:zod", "npm:preact"],
  };
  assert.deepEqual(graphFaults(graphOf(modules)), []);
});

Deno.test("SQL, environment, network, sizes and names stay where they belong", async () => {
  assert.deepEqual(textFaults(await readSources()), []);
});

Deno.test("A planted breach of the text rules is found", () => {
  const planted: [string, string, RegExp][] = [
    ["modules/tags/taggings/service.ts", 'query("select id from tag")', /only repository files/],
    ["modules/tags/routes.ts", "query(`\n  update tag set name = $1`)", /only repository files/],
    ["modules/tags/routes.ts", 'Deno.env.get("HOME")', /environment/],
    ["modules/crawl/worker/visit.ts", "await fetch(url)", /outbound/],
    ["modules/images/service.ts", 'import { request } from "undici";', /only crawl\/egress/],
    ["modules/images/service.ts", "const row: any = 1;", /`any`/],
    ["modules/images/service.ts", "const row = value as any;", /`any`/],
    ["modules/images/service.ts", 'export * from "./search.ts";', /`export \*`/],
    ["modules/crawl/jobs/hub.ts", "await save().catch(() => {});", /hub\.ts:1: .*an error is dropped/],
    ["modules/crawl/jobs/hub.ts", "const row = await find().catch(() => null);", /an error is dropped/],
    ["modules/crawl/jobs/hub.ts", "const row = await find().catch(() =>\n  undefined\n);", /an error is dropped/],
    ["modules/crawl/jobs/hub.ts", "await save().catch((error: unknown) => {});", /an error is dropped/],
    ["modules/crawl/jobs/hub.ts", "await save().then(done, () => {});", /an error is dropped/],
    ["modules/crawl/jobs/hub.ts", "try {\n  read();\n} catch {}\n", /hub\.ts:3: .*an error is dropped/],
    ["modules/crawl/jobs/hub.ts", "try {\n  read();\n} catch {\n  return null;\n}\n", /an error is dropped/],
    ["modules/images/service.ts", "\n".repeat(301), /301 lines/],
    ["tests/images/service_test.ts", "\n".repeat(501), /501 lines/],
    ["modules/images/utils.ts", "", /says nothing/],
  ];
  const short = Array.from({ length: 3 }, (_, at) => ({ path: `modules/tags/short_${at}.ts`, text: "" }));
  for (const [path, text, message] of planted) {
    const faults = textFaults([...short, { path, text }]);
    assert.equal(faults.length, 1, JSON.stringify({ path, faults }));
    assert.match(faults[0] ?? "", message);
  }
  assert.match(textFaults([{ path: "main.ts", text: "\n".repeat(90) }])[0] ?? "", /median/);
});

Deno.test("Comments and words of the language are no breach of the text rules", () => {
  const text = '// select a from b\n/** Deno.env is read elsewhere; any caller */\nconst text = "many, any one of them";\n';
  assert.deepEqual(textFaults([{ path: "modules/tags/taggings/service.ts", text }]), []);
});

Deno.test("An error may be dropped where a comment beside it says why, or where another one is thrown", () => {
  const texts = [
    "await save().catch(() => {}); // The next save writes it.\n",
    "// The next save writes it.\nawait save().catch(() => {});\n",
    "try {\n  read();\n} catch {\n  // It has ended by itself.\n}\n",
    "try {\n  read();\n} catch {\n  throw new AppError();\n}\n",
    "await save().catch((error: unknown) => log.warning(error));\n",
    "const after = z.coerce.number().catch(0);\n",
  ];
  for (const text of texts) assert.deepEqual(textFaults([{ path: "modules/tags/taggings/service.ts", text }]), [], text);
  assert.equal(textFaults([{ path: "modules/tags/taggings/service.ts", text: 'get("http://a").catch(() => {});\n' }]).length, 1);
});

Deno.test("The top level holds what the design names, and nothing else", async () => {
  const others = (await topLevel()).filter((name) => !name.startsWith(".") && !TOP_LEVEL.includes(name));
  assert.deepEqual(others, [], "Move these into modules/, static/ or tests/");
});

Deno.test("Code that only Deno can run is refused in an island", async () => {
  const folder = await Deno.makeTempDir({ prefix: "image-tagger-island-" });
  try {
    await Deno.writeTextFile(`${folder}/island.tsx`, "export const Planted = () => <p>{Deno.cwd()}</p>;\n");
    const { ok, output } = await checkBrowserTypes([`${folder}/island.tsx`]);
    assert.equal(ok, false);
    assert.match(output, /Cannot find name 'Deno'/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

async function islands(): Promise<string[]> {
  return (await islandFiles()).map((file) => relative(fileURLToPath(ROOT), file));
}

async function crawlers(): Promise<string[]> {
  return (await readSources()).map(({ path }) => path).filter((path) => path.startsWith("modules/crawl/crawlers/"));
}

/** "type x" is a type-only import. */
function graphOf(modules: Record<string, string[]>): Graph {
  return new Map(Object.entries(modules).map(([path, targets]) => [path, targets.map(importOf)]));
}

function importOf(text: string): Import {
  return { target: text.replace(/^type /, ""), typeOnly: text.startsWith("type ") };
}
