import assert from "node:assert/strict";
import { findImageBySha256, listImagesBySha256, listStoredImages } from "../../../modules/images/storing/repository.ts";
import { withDatabase } from "../../support/database.ts";
import { insertImage, insertImages, insertSourcesOf, newImage, newSource } from "../../support/images.ts";

withDatabase("insertImage() returns the id of the image that already has the bytes, and uses up no other id", async (db) => {
  const first = await insertImage(db, newImage("a"));
  assert.equal(await insertImage(db, newImage("a", { storageKey: "images/9/other.png" })), first);
  assert.equal(await insertImage(db, newImage("b")), first + 1);
});

withDatabase("two concurrent calls of insertImage() with the same bytes return one id", async (db) => {
  const ids = await Promise.all([1, 2, 3].map(() => db.transaction((tx) => insertImage(tx, newImage("a")))));
  assert.equal(new Set(ids).size, 1);
  assert.equal((await listStoredImages(db, { after: 0, limit: 10 })).length, 1);
});

withDatabase("findImageBySha256() finds an inserted image, and returns null for other bytes", async (db) => {
  const id = await insertImage(
    db,
    newImage("a", { thumbnail: "none", thumbnailError: "kept undecoded", width: null, height: null }),
  );
  const { sha256 } = newImage("a");
  assert.deepEqual(await findImageBySha256(db, sha256), {
    id,
    sha256,
    mediaType: "image/png",
    extension: "png",
    bytes: 1_234,
    width: null,
    height: null,
    storageKey: `images/0/${sha256}.png`,
    thumbnail: "none",
    thumbnailSha256: null,
  });
  assert.equal(await findImageBySha256(db, "0".repeat(64)), null);
  assert.equal((await listImagesBySha256(db, [sha256, "0".repeat(64)])).length, 1);
});

withDatabase("listStoredImages() lists all images in the order of ids", async (db) => {
  const ids = await insertImages(db, 5);
  const first = await listStoredImages(db, { after: 0, limit: 3 });
  const rest = await listStoredImages(db, { after: first.at(-1)?.id ?? 0, limit: 3 });
  assert.deepEqual([...first, ...rest].map(({ id }) => id), ids);
});

withDatabase("insertSourcesOf() records a source once per job", async (db) => {
  const id = await insertImage(db, newImage("a"));
  const [job] = await db.query<{ id: number }>(
    "insert into crawl_job (seeds, options) values (array['http://site.test/'], '{}') returning id",
  );
  const source = newSource({ jobId: job?.id ?? 0, alt: "A boat", linkText: "more", language: "en" });
  await insertSourcesOf(db, id, [source, source, newSource({ jobId: job?.id ?? 0, kind: "link" })]);
  await insertSourcesOf(db, id, [source]);
  const rows = await db.query(
    "select kind, alt, link_text, language, page_url from image_source where image_id = $1 order by id",
    [id],
  );
  assert.deepEqual(rows, [
    { kind: "img", alt: "A boat", linkText: "more", language: "en", pageUrl: "http://site.test/" },
    { kind: "link", alt: null, linkText: null, language: null, pageUrl: "http://site.test/" },
  ]);
});
