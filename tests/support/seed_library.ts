/**
 * A program that fills DATA_DIR with a library for the browser tests, of `--images=90` pictures. The n-th is described as
 * "Picture n". All are tagged `all`, even numbers `even`, every fifth `fifth_one`, and the first twelve `first_dozen`.
 */
import { insertSources } from "../../modules/images/storing/repository.ts";
import { testOperation } from "./history.ts";
import { openDatabase } from "../../modules/shared/database/open.ts";
import { migrate } from "../../modules/app/migrate.ts";
import { readConfig } from "../../modules/shared/config.ts";
import type { Queryable } from "../../modules/shared/database/handle.ts";
import { createLog } from "../../modules/shared/log.ts";
import { tagImages } from "../../modules/tags/taggings/service.ts";
import { newSource } from "./images.ts";
import { openStore, storeImage } from "./store.ts";
import { incoming, picture } from "./pictures.ts";

const SIZES = [{ width: 480, height: 360 }, { width: 320, height: 480 }, { width: 640, height: 240 }, {
  width: 400,
  height: 400,
}];

async function seed(images: number): Promise<void> {
  const config = readConfig(Deno.env.toObject());
  await Deno.mkdir(config.dataDir, { recursive: true });
  const database = await openDatabase(config, { log: createLog(config.log) });
  await migrate(database);
  const [job] = await database.query<{ id: number }>(
    `insert into crawl_job (seeds, options, status, finished_at) values ('{http://site.test/}', '{}', 'completed', now()) returning id`,
  );
  const deps = await openStore(database, config.dataDir);
  for (let number = 1; number <= images; number++) {
    const bytes = await picture(number, SIZES[number % SIZES.length]).png().toBuffer();
    const jobId = job?.id ?? 1;
    await storeImage(deps, await incoming(deps.storage.tempDirectory, bytes, { jobId }), async (tx, imageId) => {
      const pageUrl = `http://site.test/page-${Math.ceil(number / 10)}.html`;
      const source = newSource({ jobId, imageUrl: `http://site.test/${number}.png`, pageUrl, alt: `Picture ${number}` });
      await insertSources(tx, [{ ...source, imageId }]);
      await tagImages(tx, [imageId], tagsOf(number), { origin: "person", description: testOperation("Add tags") });
    });
  }
  await giveCategories(database);
  await database.close();
}

function tagsOf(number: number): string[] {
  return [
    "all",
    ...(number % 2 === 0 ? ["even"] : []),
    ...(number % 5 === 0 ? ["fifth_one"] : []),
    ...(number <= 12 ? ["first_dozen"] : []),
  ];
}

async function giveCategories(db: Queryable): Promise<void> {
  await db.query(`update tag set category_id = case name when 'even' then 5 when 'fifth_one' then 2 else 1 end`);
}

if (import.meta.main) {
  const count = Deno.args.find((argument) => argument.startsWith("--images="))?.split("=")[1];
  await seed(Number(count ?? 90));
}
