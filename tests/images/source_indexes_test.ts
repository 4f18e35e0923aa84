import assert from "node:assert/strict";
import { countSources, findImage, findNewestSources } from "../../modules/images/repository.ts";
import { findTiles } from "../../modules/search/find/tile_repository.ts";
import type { Queryable } from "../../modules/shared/database/handle.ts";
import { withDatabase } from "../support/database.ts";
import { insertImages } from "../support/images.ts";

const SOURCES = 10_000;
/** Sources of the other image. They are newer than those of the first. */
const OTHERS = 40_000;

/** The plan of the statement that `ask` runs. */
async function planOf(db: Queryable, ask: (db: Queryable) => Promise<unknown>): Promise<string> {
  const plans: string[] = [];
  await ask({
    query: async (text, parameters) => {
      plans.push(...(await db.query(`explain ${text}`, parameters)).flatMap((row) => Object.values(row)));
      return await db.query(text, parameters);
    },
  });
  return plans.join("\n");
}

withDatabase(
  "lists, and the image's own page, read no more rows for an image with 10,000 sources than for one with ten",
  async (db) => {
    const [id = 0, other = 0] = await insertImages(db, 2);
    await db.query(
      `insert into image_source (image_id, image_url, page_url, kind, alt)
    select case when number <= ${SOURCES} then $1::bigint else $2::bigint end, 'http://site.test/a.png',
      'http://site.test/' || number, 'img', case when number % 10000 > 9000 then 'A boat' end
    from generate_series(1, ${SOURCES + OTHERS}) as number`,
      [id, other],
    );
    await db.query("analyze image_source");

    const gallery = await planOf(db, (db) => findTiles(db, [id, other]));
    assert.match(gallery, /using image_source_alt on image_source/, gallery);
    assert.doesNotMatch(gallery, /Sort Key: image_source/, gallery);
    const page = await planOf(db, (db) => findImage(db, id));
    assert.match(page, /using image_source_alt on image_source/, page);
    const sources = await planOf(db, (db) => findNewestSources(db, id, 200));
    assert.match(sources, /Backward using image_source_by_image on image_source/, sources);
    assert.doesNotMatch(sources, /Sort/, sources);
    assert.equal(await countSources(db, id), SOURCES);
  },
);
