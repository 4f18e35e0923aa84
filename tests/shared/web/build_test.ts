import assert from "node:assert/strict";
import { assetSources } from "../../../modules/shared/web/build.ts";
import { readGraph } from "../../support/module_graph.ts";
import { ROOT } from "../../support/run_deno.ts";

Deno.test("the assets are built again when any file changes that an island imports", async () => {
  const sources = new Set((await assetSources()).map(({ href }) => href.slice(ROOT.href.length)));
  const islands = [...sources].filter((source) => /^modules\/[^/]+\/islands\//.test(source));
  assert.ok(islands.length >= 4);
  const graph = await readGraph(islands);
  assert.ok(graph.has("modules/crawl/jobs/job_view.ts"));
  const modules = [...graph.keys()].filter((module) => module.startsWith("modules/"));
  assert.deepEqual(modules.filter((module) => !sources.has(module)), []);
});
