import type { Database } from "../../../modules/shared/database/handle.ts";

/** Another scheme that finds the newest 42 images with some tags and without others, and counts them. */
export interface Rival {
  name: string;
  page: (db: Database, tags: TagSets) => Promise<unknown>;
  count: (db: Database, tags: TagSets) => Promise<unknown>;
}

export interface TagSets {
  all: number[];
  none: number[];
}

const PAGE = 42;

/** Plain joins: the images of the first tag, with the other tags looked up by image. */
const NAIVE: Rival = {
  name: "naive join",
  page: (db, tags) =>
    db.query(`${naive("t0.image_id", tags)} order by t0.image_id desc limit ${PAGE}`, [...tags.all, ...tags.none]),
  count: (db, tags) => db.query(naive("count(*)", tags), [...tags.all, ...tags.none]),
};

function naive(what: string, { all, none }: TagSets): string {
  const joins = all.slice(1).map((_, at) =>
    `join image_tag t${at + 1} on t${at + 1}.image_id = t0.image_id and t${at + 1}.tag_id = $${at + 2}`
  );
  const without = none.map((_, at) =>
    `and not exists (select from image_tag where image_id = t0.image_id and tag_id = $${all.length + at + 1})`
  );
  return `select ${what} from image_tag t0 join image on image.id = t0.image_id and image.deleted_at is null ${joins.join(" ")}
    where t0.tag_id = $1 ${without.join(" ")}`;
}

/** An array with the tags of each image, with a GIN index. The planner decides whether it uses the index. */
const DANBOORU: Rival = {
  name: "Danbooru: int[] and GIN",
  page: (db, tags) => db.query(`${danbooru("image_id", tags)} order by image_id desc limit ${PAGE}`),
  count: (db, tags) => db.query(danbooru("count(*)", tags)),
};

function danbooru(what: string, { all, none }: TagSets): string {
  const without = none.length > 0 ? `and not tags @> '{${none.join(",")}}'` : "";
  return `select ${what} from bench_post where tags @> '{${all.join(",")}}' ${without}`;
}

/** One subquery for each tag. */
const SZURUBOORU: Rival = {
  name: "Szurubooru: subqueries",
  page: (db, tags) => db.query(`${szurubooru("id", tags)} order by id desc limit ${PAGE}`, [...tags.all, ...tags.none]),
  count: (db, tags) => db.query(szurubooru("count(*)", tags), [...tags.all, ...tags.none]),
};

function szurubooru(what: string, { all, none }: TagSets): string {
  const tests = [
    ...all.map((_, at) => `id in (select image_id from image_tag where tag_id = $${at + 1})`),
    ...none.map((_, at) => `id not in (select image_id from image_tag where tag_id = $${all.length + at + 1})`),
  ];
  return `select ${what} from image where deleted_at is null and ${tests.join(" and ")}`;
}

export const RIVALS: readonly Rival[] = [NAIVE, DANBOORU, SZURUBOORU];

/** Makes the table of Danbooru's scheme if it is missing. With 1,000,000 images this takes minutes. */
export async function preparePosts(db: Database): Promise<void> {
  const [row] = await db.query<{ made: boolean }>("select to_regclass('bench_post_tags') is not null as made");
  if (row?.made) return;
  await db.transaction(async (tx) => {
    await tx.script(`set local statement_timeout = 0; set local work_mem = '256MB'; set local maintenance_work_mem = '512MB';
      drop table if exists bench_post;
      create table bench_post as select image_id, array_agg(tag_id::integer order by tag_id) as tags from image_tag group by image_id;
      alter table bench_post add primary key (image_id);
      create index bench_post_tags on bench_post using gin (tags);`);
  });
  await db.query("analyze bench_post");
}
