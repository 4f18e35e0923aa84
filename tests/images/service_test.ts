import assert from "node:assert/strict";
import { Image, ImageEdit } from "../../modules/images/schemas.ts";
import { BulkTagging, ImagePage, ImageQuery, Selection, SelectionSummary } from "../../modules/search/schemas.ts";
import { searchImages } from "../../modules/search/service.ts";
import { editImage, getImage } from "../../modules/images/service.ts";
import { bulkTag, summariseSelection as summarise } from "../../modules/search/gallery/service.ts";
import type { Database, Queryable } from "../../modules/shared/database/handle.ts";
import { AppError, type ErrorCode } from "../../modules/shared/errors.ts";
import { parse } from "../../modules/shared/validate.ts";
import { withDatabase } from "../support/database.ts";
import { insertImage, insertImages, insertSourcesOf, newImage, newSource } from "../support/images.ts";

async function tag(db: Database, ids: number[], ...add: string[]): Promise<void> {
  await bulkTag(db, parse(BulkTagging, { select: { ids }, add }));
}

async function found(db: Queryable, q: string): Promise<number[]> {
  const page = parse(ImagePage, await searchImages(db, parse(ImageQuery, { q, limit: 200 })));
  assert.deepEqual(page.count, { value: page.items.length, exact: true });
  return page.items.map(({ id }) => id);
}

async function insertJob(db: Queryable): Promise<number> {
  const rows = await db.query<{ id: number }>(
    "insert into crawl_job (seeds, options) values (array['http://s/'], '{}') returning id",
  );
  return rows[0]?.id ?? 0;
}

function isAppError(code: ErrorCode, message: RegExp) {
  return (error: unknown) => error instanceof AppError && error.code === code && message.test(error.message);
}

withDatabase("searchImages() finds images that have every tag and none of the negated ones, newest first", async (db) => {
  const ids = await insertImages(db, 6);
  await tag(db, [1, 2, 3, 4, 5], "boat");
  await tag(db, [2, 3, 4], "sea", "sky");
  await tag(db, [3], "red boat");
  assert.deepEqual(await found(db, ""), ids.toReversed());
  assert.deepEqual(await found(db, "boat"), [5, 4, 3, 2, 1]);
  assert.deepEqual(await found(db, "boat sea"), [4, 3, 2]);
  assert.deepEqual(await found(db, "Sea -red_boat boat"), [4, 2]);
  assert.deepEqual(await found(db, `-"Red Boat" sea`), [4, 2]);
  assert.deepEqual(await found(db, "-boat"), [6]);
  assert.deepEqual(await found(db, "boat -boat"), []);
  assert.deepEqual(await found(db, "is:untagged"), [6]);
  assert.deepEqual(await found(db, "-is:untagged -sea"), [5, 1]);
  assert.deepEqual(await found(db, "id:3 sea"), [3]);
  assert.deepEqual(await found(db, "-id:3 sea"), [4, 2]);
});

withDatabase("searchImages() finds by job and by site", async (db) => {
  const jobs = [await insertJob(db), await insertJob(db)];
  const [first = 0, second = 0] = jobs;
  await insertImages(db, 3);
  await insertSourcesOf(db, 1, [
    newSource({ jobId: first, pageUrl: "http://a.test/x" }),
    newSource({ jobId: second, pageUrl: "https://b.test:8443/" }),
  ]);
  await insertSourcesOf(db, 2, [newSource({ jobId: second, pageUrl: null, imageUrl: "https://cdn.test/a.png" })]);
  await tag(db, [1, 2], "boat");
  assert.deepEqual(await found(db, `job:${first}`), [1]);
  assert.deepEqual(await found(db, `job:${second} boat`), [2, 1]);
  assert.deepEqual(await found(db, `-job:${first}`), [3, 2]);
  assert.deepEqual(await found(db, "site:a.test"), [1]);
  assert.deepEqual(await found(db, "site:b.test"), [1]);
  assert.deepEqual(await found(db, "site:b.test:8443"), [1]);
  assert.deepEqual(await found(db, "site:b.test:80"), []);
  assert.deepEqual(await found(db, "boat site:cdn.test"), [2]);
  assert.deepEqual(await found(db, "-site:a.test"), [3, 2]);
});

withDatabase("searchImages() counts what each term finds, which shows the term that leaves no result", async (db) => {
  await insertImages(db, 4);
  await tag(db, [1, 2, 3], "boat");
  await tag(db, [4], "sea");
  await db.query("insert into tag_alias (name, tag_id) select 'ship', id from tag where name = 'boat'");
  const page = await searchImages(db, parse(ImageQuery, { q: "Ship plane -sea -plane is:untagged" }));
  assert.deepEqual(page, {
    items: [],
    next: null,
    count: { value: 0, exact: true },
    terms: [
      { term: "Ship", count: 3, exact: true, without: 0 },
      { term: "plane", count: 0, exact: true, without: 0 },
      { term: "-sea", count: 3, exact: true, without: 0 },
      { term: "-plane", count: 4, exact: true, without: 0 },
      { term: "is:untagged", count: 0, exact: true, without: 0 },
    ],
    notices: [],
  });
  assert.deepEqual(await found(db, "ship -plane"), [3, 2, 1]);
  const both = await searchImages(db, parse(ImageQuery, { q: "ship sea -plane" }));
  assert.deepEqual(both.terms.map(({ term, without }) => [term, without]), [["ship", 1], ["sea", 3], ["-plane", 0]]);
});

withDatabase("searchImages() pages neither repeat nor miss an image while others arrive", async (db) => {
  const ids = await insertImages(db, 25);
  await tag(db, ids, "boat");
  for (const q of ["", "boat"]) {
    const seen: number[] = [];
    let cursor: string | undefined;
    for (let round = 0;; round++) {
      const page = await searchImages(db, parse(ImageQuery, { q, limit: 10, cursor }));
      seen.push(...page.items.map(({ id }) => id));
      if (page.next === null) break;
      cursor = page.next;
      await tag(db, [await insertImage(db, newImage(`late ${q} ${round}`))], "boat");
    }
    assert.deepEqual(seen.slice(-25), ids.toReversed());
    assert.equal(new Set(seen).size, seen.length);
  }
});

withDatabase(
  "searchImages() gives each image's files and the first alternative text that is not empty; hides the trashed",
  async (db) => {
    await insertImage(db, newImage("a"));
    await insertImage(db, newImage("b", { thumbnail: "self" }));
    await insertImage(
      db,
      newImage("c", { thumbnail: "none", thumbnailError: "kept undecoded", undecoded: true, width: null, height: null }),
    );
    await insertImage(db, newImage("d"));
    await db.query("update image set deleted_at = now() where id = 4");
    await insertSourcesOf(db, 1, [
      newSource(),
      newSource({ kind: "link", alt: "" }),
      newSource({ kind: "css", alt: "A boat" }),
      newSource({ kind: "og", alt: "B" }),
    ]);
    const { items } = parse(ImagePage, await searchImages(db, parse(ImageQuery, {})));
    assert.deepEqual(items.map(({ id, alt, thumbnailUrl }) => ({ id, alt, thumbnailUrl })), [
      { id: 3, alt: null, thumbnailUrl: null },
      { id: 2, alt: null, thumbnailUrl: `/files/${newImage("b").sha256}.png` },
      { id: 1, alt: "A boat", thumbnailUrl: `/thumbs/${newImage("a").sha256}.webp` },
    ]);
    assert.equal(items[2]?.fileUrl, `/files/${newImage("a").sha256}.png`);
  },
);

withDatabase("searchImages() counts any number of images exactly, and bulkTag() changes them all", async (db) => {
  await db.query(`insert into image (sha256, md5, media_type, extension, bytes, storage_key, thumbnail)
    select md5(n::text) || md5(n::text), md5(n::text), 'image/png', 'png', 1, n::text, 'self' from generate_series(1, 40001) n`);
  const query = parse(ImageQuery, { limit: 1 });
  assert.deepEqual((await searchImages(db, query)).count, { value: 40_001, exact: true });
  const result = await bulkTag(db, parse(BulkTagging, { select: { q: "-id:2" }, add: ["many"] }));
  assert.deepEqual([result.matched, result.added], [40_000, 40_000]);
  assert.deepEqual(await found(db, "-many"), [2]);
});

withDatabase("getImage() returns all data of an image, with the newest sources, and fits the schema", async (db) => {
  const jobId = await insertJob(db);
  await insertImage(db, newImage("a", { jobId }));
  await insertSourcesOf(
    db,
    1,
    Array.from({ length: 205 }, (_, index) => newSource({ jobId, pageUrl: `http://site.test/${index}`, alt: `${index}` })),
  );
  await tag(db, [1], "boat");
  const image = await getImage(db, 1);
  assert.deepEqual(parse(Image.strict(), image), image);
  assert.equal(image.sourceCount, 205);
  assert.equal(image.sources.length, 200);
  assert.equal(image.sources[0]?.pageUrl, "http://site.test/204");
  assert.deepEqual([image.alt, image.phash, image.colours, image.metadata], ["0", "8f00ff00ff00ff01", ["#336699"], {
    exif: { make: "Acme" },
  }]);
  assert.deepEqual(image.tags.map(({ name }) => name), ["boat"]);
  await assert.rejects(getImage(db, 7), isAppError("not_found", /^Image 7 does not exist$/));
});

withDatabase("editImage() sets the given fields and leaves the others", async (db) => {
  await insertImages(db, 1);
  await editImage(db, 1, parse(ImageEdit, { note: "Seen at noon", rating: 4 }));
  const image = await editImage(db, 1, parse(ImageEdit, { rating: null }));
  assert.deepEqual([image.note, image.rating], ["Seen at noon", null]);
  assert.equal((await editImage(db, 1, { note: "" })).note, "");
  await assert.rejects(editImage(db, 7, { note: "x" }), isAppError("not_found", /Image 7/));
});

withDatabase(
  "bulkTag() by query changes the images that match when it begins, even if the change alters the result",
  async (db) => {
    await insertImages(db, 5);
    await tag(db, [1, 2, 3], "boat");
    const moved = await bulkTag(db, parse(BulkTagging, { select: { q: "boat -id:2" }, add: ["ship"], remove: ["boat"] }));
    assert.deepEqual([moved.matched, moved.added, moved.removed, moved.operation?.summary], [2, 2, 2, "Add ship; remove boat"]);
    assert.deepEqual(await found(db, "ship"), [3, 1]);
    assert.deepEqual(await found(db, "boat"), [2]);
    const none = await bulkTag(db, parse(BulkTagging, { select: { q: "nothing" }, add: ["x"] }));
    assert.deepEqual([none.matched, none.operation], [0, null]);
  },
);

withDatabase("bulkTag() by ids names images that do not exist and changes nothing, and a dry run only counts", async (db) => {
  await insertImages(db, 2);
  await assert.rejects(tag(db, [1, 9, 2, 5], "boat"), isAppError("not_found", /^Images 5, 9 do not exist$/));
  const many = Array.from({ length: 30 }, (_, index) => index + 100);
  await assert.rejects(tag(db, many, "boat"), isAppError("not_found", /118, 119 and 10 more do not exist$/));
  const dry = await bulkTag(db, parse(BulkTagging, { select: { q: "" }, add: ["boat"], dryRun: true }));
  assert.deepEqual(dry, { operation: null, matched: 2, added: 2, removed: 0, skipped: 0 });
  assert.deepEqual(await found(db, "boat"), []);
  await assert.rejects(bulkTag(db, parse(BulkTagging, { select: { ids: [1] } })), isAppError("invalid", /at least one tag/));
});

withDatabase("summarise() counts the tags of a selection, the most frequent first", async (db) => {
  await insertImages(db, 4);
  await tag(db, [1, 2, 3], "boat");
  await tag(db, [2, 4], "sea", "air");
  const of = async (select: Selection) => parse(SelectionSummary, await summarise(db, parse(Selection, select)));
  assert.deepEqual(await of({ ids: [1, 2] }), {
    total: 2,
    tags: [general("boat", 2), general("air", 1), general("sea", 1)],
  });
  assert.deepEqual(await of({ q: "boat -sea" }), { total: 2, tags: [general("boat", 2)] });
  assert.deepEqual(await of({ q: "nothing" }), { total: 0, tags: [] });
  assert.deepEqual(await of({ q: "id:77" }), { total: 0, tags: [] });
  await assert.rejects(summarise(db, { ids: [1, 8] }), isAppError("not_found", /^Image 8 does not exist$/));
});

function general(name: string, count: number) {
  return { name, category: "general", colour: "#2563eb", count };
}
