import assert from "node:assert/strict";
import { join } from "node:path";
import { openEmbedded } from "../../modules/shared/database/pglite.ts";
import { editTags } from "../../modules/tags/taggings/service.ts";
import { unpackTemplate } from "../support/database.ts";
import { withDirectory } from "../support/directory.ts";
import { childrenOf } from "../support/engine.ts";
import { assertDerived, edited, insertManyImages, stateOf, tagEdit } from "../support/tagging.ts";

const ids = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

Deno.test({
  name:
    "a large operation during which the embedded database is killed is rolled back after its restart, before the next operation",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    withDirectory(async (directory) => {
      await unpackTemplate(join(directory, "database"));
      const database = await openEmbedded({ directory: join(directory, "database") });
      try {
        await insertManyImages(database, 6_000);
        await edited(database, { imageIds: ids(100), add: ["boat"] });
        const before = await stateOf(database);
        const edit = editTags(database, tagEdit({ imageIds: ids(6_000), add: ["boat", "sea"] }));
        const refused = assert.rejects(edit, { code: "unavailable" });
        for (let changed = 0; changed < 1_000;) {
          const [row] = await database.query<{ count: number }>("select count(*) from image_tag");
          changed = row?.count ?? 0;
        }
        const [engine] = childrenOf(Deno.pid, "pglite_child.ts").filter(({ command }) => command.includes(directory));
        assert.ok(engine);
        Deno.kill(engine.pid, "SIGKILL");
        await refused;
        await editTags(database, tagEdit({ imageIds: [], add: ["boat"] }));
        assert.deepEqual(await stateOf(database), before);
        await assertDerived(database);
      } finally {
        await database.close();
      }
    }),
});
