import { insertSources, insertVariants } from "../../modules/images/storing/repository.ts";
import { testOperation } from "./history.ts";
import type { Database, Queryable } from "../../modules/shared/database/handle.ts";
import { setOfIds } from "../../modules/shared/bitmap/image_set.ts";
import { editTags } from "../../modules/tags/taggings/service.ts";
import { insertImage, newImage } from "./images.ts";
import type { NaiveImage, NaiveLibrary, NaiveSource } from "./naive_search.ts";
import { between, pick, type Random, several } from "./random.ts";
import type { QueryWords } from "./random_query.ts";

const TAGS = ["boat", "sea", "red_boat", "re:zero", "été", "a|b", "sky", "night_sky", "harbour", "cat", "black_cat", "x)"];
const ALIASES: [name: string, tag: string][] = [["ship", "boat"], ["kitty", "cat"], ["ocean_wave", "sea"]];
const HOSTS = ["a.test", "b.test:8080", "img.a.test", "c.test"];
const TEXTS = ["Red boat", "any", "two boats", "At sea, été", "2*3 = 6", "", "Night Sky"];
const EXTENSIONS = ["png", "jpg", "gif"];
const KINDS = ["img", "srcset", "css", "link"];
const DATES = ["2019-08-01", "2019-08-01T12:30:00", "2024-02-29T23:59:59", "1969-07-20"];
const SIZES = [100, 640, 641, 1000, 1920];

/**
 * Fills a database with images that differ in everything that a search can ask for, many of them similar. Returns them as plain
 * data.
 */
export async function randomLibrary(db: Database, random: Random, images: number): Promise<NaiveLibrary> {
  await db.query("insert into crawl_job (seeds, options) select array['http://a.test/'], '{}' from generate_series(1, 3)");
  const made: NaiveImage[] = [];
  for (let id = 1; id <= images; id++) made.push(await insertRandom(db, random, id));
  for (const tag of TAGS) {
    const ids = made.filter(({ tags }) => tags.includes(tag)).map(({ id }) => id);
    await editTags(db, { imageIds: setOfIds(ids), add: [tag], remove: [], origin: "person", description: testOperation(tag) });
  }
  for (const alias of ALIASES) {
    await db.query("insert into tag_alias (name, tag_id) select $1, id from tag where name = $2", alias);
  }
  return { images: made, aliases: new Map(ALIASES) };
}

/** Returns the values that queries of this library are made of. */
export function wordsOf({ images }: NaiveLibrary): QueryWords {
  return {
    tags: [...TAGS, ...ALIASES.map(([name]) => name)],
    hosts: HOSTS,
    texts: TEXTS.filter((text) => text !== ""),
    addresses: ["http://a.test/p1", "http://b.test:8080/p2"],
    hashes: { md5: images.slice(0, 5).map(({ md5 }) => md5), sha256: images.slice(0, 5).map(({ sha256 }) => sha256) },
    images: images.length,
    jobs: 3,
  };
}

async function insertRandom(db: Queryable, random: Random, id: number): Promise<NaiveImage> {
  const undecoded = random() < 0.1;
  const hasThumbnail = random() < 0.9;
  const row = newImage(`random ${id}`, {
    width: undecoded ? null : pick(random, SIZES),
    height: undecoded ? null : pick(random, SIZES),
    frames: undecoded ? null : pick(random, [1, 1, 1, 2, 12]),
    bytes: pick(random, [1, 500, 2048, 100_000, 2_000_000]),
    extension: pick(random, EXTENSIONS),
    phash: random() < 0.2 ? null : pick(random, ["8f00ff00ff00ff01", "8f00ff00ff00ff03", "0f00ff00ff00ff00", "70ff00ff00ff00fe"]),
    metadata: randomMetadata(random),
    undecoded,
    thumbnail: hasThumbnail ? "file" : "none",
    thumbnailSha256: null,
    thumbnailError: hasThumbnail ? null : "no thumbnail",
  });
  await insertImage(db, row);
  const own = {
    note: random() < 0.2 ? pick(random, TEXTS) : "",
    rating: random() < 0.4 ? between(random, 1, 5) : null,
    createdAt: new Date(Date.UTC(2024, between(random, 0, 2), between(random, 1, 28), 12, 0, 0, between(random, 0, 999))),
    isTrashed: random() < 0.1,
    variants: random() < 0.2 ? 1 : 0,
  };
  await db.query(
    `update image set note = $2, rating = $3, created_at = $4::text::timestamptz,
      deleted_at = case when $5::boolean then now() end where id = $1`,
    [id, own.note, own.rating, own.createdAt.toISOString(), own.isTrashed],
  );
  await insertVariants(
    db,
    several(random, own.variants, () => ({ imageId: id, url: "http://a.test/v", descriptor: null, reason: "smaller" })),
  );
  const sources = several(random, pick(random, [0, 1, 1, 2, 3]), randomSource)
    .map((source, at) => ({ ...source, pageUrl: source.pageUrl && `${source.pageUrl}/${at}` }));
  await insertPlaces(db, id, sources);
  const tags = random() < 0.15 ? [] : TAGS.filter((_, index) => random() < 0.6 / (1 + index / 3));
  const { md5, sha256, bytes, extension, width, height, frames, phash, metadata } = row;
  return {
    id,
    md5,
    sha256,
    bytes,
    extension,
    width,
    height,
    frames,
    phash,
    metadata,
    undecoded,
    hasThumbnail,
    ...own,
    tags,
    sources,
  };
}

function randomMetadata(random: Random): Record<string, unknown> {
  const maybe = (key: string, value: unknown) => random() < 0.2 ? { [key]: value } : {};
  return {
    ...maybe("camera", pick(random, ["Acme One", "Nikon D90"])),
    ...maybe("lens", "50mm f/1.8"),
    ...maybe("date", pick(random, DATES)),
    ...maybe("gps", { latitude: 1, longitude: 2 }),
    ...maybe("exif", { Make: "Acme" }),
    ...maybe("iptc", { "By-line": "A" }),
    ...maybe("xmp", { rights: "B" }),
  };
}

function randomSource(random: Random): NaiveSource {
  const text = () => random() < 0.4 ? pick(random, TEXTS) : null;
  return {
    jobId: random() < 0.3 ? null : between(random, 1, 3),
    seenAt: new Date(Date.UTC(2024, between(random, 0, 3), between(random, 1, 28), 0, 0, 0, between(random, 0, 999))),
    imageUrl: random() < 0.1 ? "data:image/png;sha256=00/11/22" : `http://${pick(random, HOSTS)}/i${between(random, 1, 2)}.png`,
    pageUrl: random() < 0.2 ? null : `http://${pick(random, HOSTS)}/p${between(random, 1, 9)}`,
    kind: pick(random, KINDS),
    alt: text(),
    title: text(),
    caption: text(),
    heading: text(),
    linkText: text(),
    pageTitle: text(),
    language: random() < 0.3 ? pick(random, ["de", "en-GB"]) : null,
    licence: text(),
    creator: text(),
    keywords: random() < 0.3 ? [pick(random, ["boats", "Red boat"])] : [],
  };
}

async function insertPlaces(db: Queryable, imageId: number, sources: NaiveSource[]): Promise<void> {
  for (const [at, source] of sources.entries()) {
    const { alt, title, caption, heading, linkText, pageTitle, language, licence, creator } = source;
    const texts = { alt, title, caption, heading, linkText, pageTitle, language, licence, creator };
    const given = Object.fromEntries(Object.entries(texts).flatMap(([name, text]) => text === null ? [] : [[name, text]]));
    await insertSources(db, [{ ...source, ...given, imageId } as Parameters<typeof insertSources>[1][number]]);
    await db.query(
      `update image_source set seen_at = $2::text::timestamptz where id = (select max(id) from image_source where image_id = $1)
        and (select count(*) from image_source where image_id = $1) = $3`,
      [imageId, source.seenAt.toISOString(), at + 1],
    );
  }
}
