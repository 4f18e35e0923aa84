import type { Database } from "../../../modules/shared/database/handle.ts";
import { foldImages } from "../../../modules/search/index/fold_repository.ts";
import { migrate } from "../../../modules/app/migrate.ts";
import { listPlannedTags } from "./vocabulary.ts";

/** A step takes a few minutes at most. A build that was interrupted continues with the next step. */
interface Step {
  name: string;
  run: (db: Database, images: number) => Promise<void>;
}

/** Long work is divided into this many steps: one then inserts about 2,000,000 taggings of 1,000,000 images. */
const SHARES = 10;

/**
 * Fills a database with `images` images, 20 taggings each, and 25,000 tags. Rows are inserted without triggers, and what these
 * would derive is derived at the end. Does at most `steps` of the missing steps and returns how many are left. `db` has one
 * connection.
 */
export async function build(db: Database, images: number, steps = Infinity): Promise<number> {
  await migrate(db);
  await db.query("set statement_timeout = 0");
  await db.query("create table if not exists bench_step (name text primary key, seconds double precision not null)");
  const done = new Set((await db.query<{ name: string }>("select name from bench_step")).map(({ name }) => name));
  const left = STEPS.filter(({ name }) => !done.has(name));
  for (const { name, run } of left.slice(0, steps)) {
    const begun = performance.now();
    await run(db, images);
    const seconds = (performance.now() - begun) / 1_000;
    await db.query("insert into bench_step (name, seconds) values ($1, $2)", [name, seconds]);
    Deno.stderr.writeSync(new TextEncoder().encode(`${name}: ${seconds.toFixed(1)} s\n`));
  }
  return Math.max(0, left.length - steps);
}

const STEPS: Step[] = [
  { name: "indexes off", run: dropIndexes },
  { name: "jobs", run: insertJobs },
  ...shares("images", insertImages),
  ...shares("sources", insertSources),
  { name: "tags", run: insertTags },
  ...shares("taggings", insertTaggings),
  { name: "indexes of taggings", run: indexTaggings },
  { name: "indexes of sources", run: indexSources },
  ...shares("tag bitmaps", deriveBitmaps),
  { name: "counts", run: countTaggings },
  { name: "image bitmaps", run: foldAll },
  { name: "vacuum", run: vacuum },
];

function shares(name: string, work: (db: Database, images: number, share: number) => Promise<void>): Step[] {
  return Array.from({ length: SHARES }, (_, share) => ({
    name: `${name} ${share + 1}/${SHARES}`,
    run: (db, images) => work(db, images, share),
  }));
}

/** Also disables the triggers. */
async function dropIndexes(db: Database): Promise<void> {
  await db.transaction(async (tx) =>
    await tx.script(`
      alter table image_tag drop constraint image_tag_pkey, drop constraint image_tag_image_id_fkey,
        drop constraint image_tag_tag_id_fkey;
      drop index image_tag_by_tag, image_source_once, image_source_by_job, image_source_by_image, image_source_alt;
      alter table image_tag disable trigger user; alter table image disable trigger user;
      alter table image_source disable trigger user;`)
  );
}

async function insertJobs(db: Database): Promise<void> {
  await db.query(`insert into crawl_job (seeds, options)
    select array['https://site' || n || '.test/'], '{}' from generate_series(1, 40) n`);
}

/** Large sizes are rarer than small ones. Every 200th image is in the trash, and every 25th is animated. */
async function insertImages(db: Database, images: number, share: number): Promise<void> {
  await db.query(
    `insert into image (sha256, md5, media_type, extension, bytes, width, height, frames, phash, thumbhash, metadata, storage_key,
      thumbnail, rating, job_id, created_at, deleted_at)
    select md5(n::text) || md5(n || 'b'), md5(n || 'm'), 'image/' || type, type, 2000 + (w::bigint * h * (0.05 + random() * 0.4))::bigint,
      w, h, case when n % 25 = 0 then 12 else 1 end, ('x' || substr(md5(n || 'p'), 1, 16))::bit(64), '1QcSHQRnh493V4dIh4eXh1h4kJUI',
      case when n % 3 = 0 then jsonb_build_object('exif', jsonb_build_object('make', 'Acme', 'model', 'M' || n % 50)) else '{}' end,
      'images/' || job || '/' || md5(n::text) || '.' || type, 'file', case when n % 10 = 0 then 1 + n / 10 % 5 end, job,
      timestamptz '2026-01-01' + n * interval '10 seconds', case when n % 200 = 0 then now() end
    from (
      select n, (n - 1) * 40 / $1::int + 1 as job, (160 + 4000 * power(random(), 3))::int as w, (120 + 3000 * power(random(), 3))::int as h,
        (array['jpeg', 'jpeg', 'jpeg', 'jpeg', 'jpeg', 'jpeg', 'png', 'png', 'webp', 'gif'])[1 + (n * 7 + n / 10) % 10] as type
      from generate_series($2::int + 1, $3::int) n
    ) made order by n`,
    [images, Math.floor(images * share / SHARES), Math.floor(images * (share + 1) / SHARES)],
  );
}

/** Every image has one source, and every fifth has two. An alternative text has three of 2,000 words, of which some are common. */
async function insertSources(db: Database, images: number, share: number): Promise<void> {
  await db.query(
    `insert into image_source (image_id, job_id, seen_at, image_url, page_url, kind, alt, page_title, caption)
    select id, job_id, created_at, 'https://cdn' || host % 5 || '.test/i/' || id || '.' || extension,
      'https://site' || host || '.test/gallery/' || id / 20 || '-' || again || '.html',
      (array['img', 'img', 'img', 'srcset', 'link', 'css', 'og', 'jsonld'])[1 + (id + again) % 8],
      'word' || (2000 * power(random(), 2))::int || ' word' || (2000 * power(random(), 2))::int || ' of ' || (2000 * random())::int,
      'Gallery ' || id / 20, case when id % 4 = 0 then 'Seen in ' || (2000 * power(random(), 2))::int end
    from (
      select image.id, job_id, created_at, extension, again, (job_id * 3 + (6 * power(random(), 2))::int) % 45 as host
      from image cross join generate_series(0, 1) again
      where id > $1 and id <= $2 and (again = 0 or id % 5 = 0)
    ) placed order by id`,
    [Math.floor(images * share / SHARES), Math.floor(images * (share + 1) / SHARES)],
  );
}

async function insertTags(db: Database, images: number): Promise<void> {
  await db.query("create table bench_tag (id bigint primary key, name text, chance double precision)");
  await db.query(
    `insert into bench_tag select id, name, chance
    from jsonb_to_recordset($1::text::jsonb) as given (id bigint, name text, chance double precision)`,
    [JSON.stringify(listPlannedTags(images))],
  );
  await db.query(`insert into tag (id, name, category_id) overriding system value select id, name, 1 + id % 6 from bench_tag`);
  await db.query("select setval(pg_get_serial_sequence('tag', 'id'), max(id)) from tag");
  await db.query("insert into tag_alias (name, tag_id) select 'also_' || name, id from tag where id % 50 = 0");
}

/**
 * An image carries a tag with the chance of the tag, so the gaps between its images have a geometric distribution. Each image
 * carries one of the first two tags, and about 29 images carry both.
 */
async function insertTaggings(db: Database, images: number, share: number): Promise<void> {
  if (share === 0) {
    await db.query(
      `insert into image_tag (image_id, tag_id)
      select n, tag_id from (select n, random() as dice from generate_series(1, $1::int) n) thrown
      cross join lateral (select case when dice < 0.5 then 1 else 2 end as tag_id
        union select 3 - case when dice < 0.5 then 1 else 2 end where dice < 29.0 / $1) tags`,
      [images],
    );
  }
  // A share has the tags whose id modulo SHARES is its number, so that each has common and rare ones.
  await db.query(
    `insert into image_tag (image_id, tag_id)
    select image_id, id from (
      select id, sum(gap) over (partition by id rows unbounded preceding) as image_id from (
        select id, 1 + floor(ln(1 - random()) / ln(1 - chance)) as gap
        from bench_tag cross join lateral generate_series(1, ceil($1 * chance * 1.2 + 12)::int) where id > 2 and id % ${SHARES} = $2
      ) gaps
    ) placed where image_id <= $1`,
    [images, share],
  );
}

async function indexTaggings(db: Database): Promise<void> {
  await db.transaction(async (tx) =>
    await tx.script(`
      set local maintenance_work_mem = '512MB';
      alter table image_tag add primary key (image_id, tag_id);
      create unique index image_tag_by_tag on image_tag (tag_id, image_id desc);
      alter table image_tag add constraint image_tag_image_id_fkey foreign key (image_id) references image (id) on delete cascade not valid;
      alter table image_tag add constraint image_tag_tag_id_fkey foreign key (tag_id) references tag (id) on delete cascade not valid;`)
  );
}

async function indexSources(db: Database): Promise<void> {
  await db.transaction(async (tx) =>
    await tx.script(`
      create unique index image_source_once on image_source
        (image_id, job_id, md5(image_url || ' ' || kind || ' ' || coalesce(page_url, '')));
      create index image_source_by_job on image_source (job_id);
      create index image_source_by_image on image_source (image_id, id);
      create index image_source_alt on image_source (image_id, id) where alt <> '';`)
  );
}

async function deriveBitmaps(db: Database, _images: number, share: number): Promise<void> {
  await db.query(
    `insert into tag_bitmap (tag_id, chunk, bits)
    select tag_id, chunk_of(image_id), chunk_bits(position_in_chunk(image_id), 1)
    from (select tag_id, image_id from image_tag where tag_id % ${SHARES} = $1 order by tag_id, image_id) taggings group by 1, 2`,
    [share],
  );
}

async function countTaggings(db: Database): Promise<void> {
  await db.query(`update tag set image_count = counted.count
    from (select tag_id, sum(bit_count(bits)) as count from tag_bitmap group by tag_id) counted where counted.tag_id = tag.id`);
  await db.transaction(async (tx) =>
    await tx.script(`alter table image_tag enable trigger user; alter table image enable trigger user;
      alter table image_source enable trigger user;`)
  );
}

/** A running program does this in the background. */
async function foldAll(db: Database): Promise<void> {
  while (await foldImages(db, 16_384, true)) { /* the next ones */ }
}

async function vacuum(db: Database): Promise<void> {
  await db.query("vacuum (analyze)");
}
