import assert from "node:assert/strict";
import { testOperation } from "../../support/history.ts";
import { dirname, join } from "node:path";
import { concludeUrls } from "../../../modules/crawl/frontier/frontier_repository.ts";
import { insertUrls } from "../../../modules/crawl/frontier/link_repository.ts";
import { insertJob, moveJob, startAttempt } from "../../../modules/crawl/repository.ts";
import { JobOptions } from "../../../modules/crawl/schemas.ts";
import { verify } from "../../../modules/app/verify/verify.ts";
import { openStore, storeImage } from "../../support/store.ts";
import { type Storage, thumbnailKey } from "../../../modules/images/storing/storage.ts";
import type { Database } from "../../../modules/shared/database/handle.ts";
import { editTags } from "../../../modules/tags/taggings/service.ts";
import { withDatabase } from "../../support/database.ts";
import { withDirectory } from "../../support/directory.ts";
import { insertImage, newImage } from "../../support/images.ts";
import { incoming, picture } from "../../support/pictures.ts";

const PICTURES = await Promise.all(
  [{ width: 340, height: 200 }, { width: 40, height: 30 }].map((size, seed) => picture(seed, size).png().toBuffer()),
);

interface Planted {
  database: Database;
  storage: Storage;
  /** Paths: file and thumbnail of the large image, and file of the small image, which is its own thumbnail. */
  large: string;
  thumbnail: string;
  small: string;
  jobId: number;
}

/** Inserts a completed job with two stored images, a page, a rejected and a failed URL. */
async function plant(database: Database, directory: string): Promise<Planted> {
  const deps = await openStore(database, directory);
  const { storage } = deps;
  const { id: jobId } = await insertJob(database, { seeds: ["http://site.test/"], options: JobOptions.parse({}) });
  await startAttempt(database, jobId, crypto.randomUUID());
  const kinds = ["page", "image", "image", "image", "page"] as const;
  const urls = kinds.map((kind, index) => ({
    url: `http://site.test/${index}`,
    origin: "http://site.test",
    kind,
    depth: 0,
    referrerId: null,
  }));
  const rows = await insertUrls(database, jobId, urls);
  const paths: string[] = [];
  for (const [index, bytes] of PICTURES.entries()) {
    const given = await incoming(storage.tempDirectory, bytes, { jobId });
    const { id } = rows[index + 1] ?? assert.fail();
    await storeImage(deps, given, async (tx, imageId) => {
      await concludeUrls(tx, [{ id, outcome: "stored", imageId, facts: { bytes: given.bytes } }]);
    });
    paths.push(join(directory, "images", String(jobId), `${given.sha256}.png`), join(directory, thumbnailKey(given.sha256)));
  }
  const [first, , , fourth, fifth] = rows.map(({ id }) => id);
  await concludeUrls(database, [
    { id: first ?? 0, outcome: "page" },
    { id: fourth ?? 0, outcome: "rejected", reason: "robots" },
    { id: fifth ?? 0, outcome: "failed", reason: "http_404" },
  ]);
  await moveJob(database, { id: jobId, from: ["running"], to: "completed" });
  const [large = "", thumbnail = "", small = ""] = paths;
  return { database, storage, large, thumbnail, small, jobId };
}

async function breachesOf({ database, storage }: Planted, graceMilliseconds = 0): Promise<string[]> {
  const findings = await verify({ database, storage, graceMilliseconds });
  assert.deepEqual(findings.map(({ invariant }) => invariant), ["I1", "I2", "I3", "I4", "I5", "I6", "I8", "I8"]);
  return findings.flatMap(({ invariant, breaches }) => breaches.map((breach) => `${invariant} ${breach}`));
}

function verifyTest(name: string, breach: (planted: Planted) => Promise<void>, ...expected: RegExp[]): void {
  withDatabase(`verify() ${name}`, (database) =>
    withDirectory(async (directory) => {
      const planted = await plant(database, directory);
      await breach(planted);
      const breaches = await breachesOf(planted);
      assert.equal(breaches.length, expected.length, breaches.join("\n"));
      for (const pattern of expected) {
        assert.ok(breaches.some((text) => pattern.test(text)), `${pattern}: ${breaches.join("\n")}`);
      }
      assert.deepEqual(await breachesOf(planted), breaches, "looking changes nothing");
    }));
}

withDatabase(
  "verify() finds no breach in an intact library, and counts the things that it checked",
  (database) =>
    withDirectory(async (directory) => {
      const planted = await plant(database, directory);
      assert.deepEqual(await breachesOf(planted), []);
      const checked = (await verify({ ...planted, graceMilliseconds: 0 })).map(({ checked }) => checked);
      assert.deepEqual(checked, [2, 3, 0, 2, 1, 0, 0, 0]);
    }),
);

verifyTest(
  "finds a missing file (I1), which is also the thumbnail of a small image (I4)",
  async ({ large, small }) => {
    await Deno.remove(large);
    await Deno.remove(small);
  },
  /^I1 image 1: images\/\d+\/.*\.png is missing$/,
  /^I1 image 2: .* is missing$/,
  /^I4 image 2: .* is missing$/,
);

verifyTest(
  "finds a file of another size, and one with a flipped bit (I1)",
  async ({ large, small }) => {
    await Deno.writeTextFile(small, "more", { append: true });
    const bytes = await Deno.readFile(large);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    await Deno.writeFile(large, bytes);
  },
  /^I1 image 1: .* has another SHA-256$/,
  /^I1 image 2: .* has \d+ bytes, its row says \d+$/,
);

verifyTest(
  "finds an image without any file (I1, I4)",
  async ({ database }) => {
    await insertImage(database, newImage("nowhere"));
  },
  /^I1 image 3: .* is missing$/,
  /^I4 image 3: thumbs\/.* is missing$/,
);

verifyTest(
  "finds files that belong to no image (I2)",
  async ({ storage, jobId }) => {
    await Deno.writeTextFile(join(storage.root, "images", String(jobId), `${"0".repeat(64)}.png`), "stray");
    await Deno.writeTextFile(join(storage.root, "images", "notes.txt"), "stray");
    await Deno.mkdir(join(storage.root, "thumbs", "00"));
    await Deno.writeTextFile(join(storage.root, "thumbs", "00", `${"0".repeat(64)}.webp`), "stray");
  },
  /^I2 images\/\d+\/0+\.png belongs to no image$/,
  /^I2 images\/notes\.txt belongs to no image$/,
  /^I2 thumbs\/00\/0+\.webp/,
);

verifyTest("finds a second file of an image under another job (I2)", async ({ storage, large }) => {
  await Deno.mkdir(join(storage.root, "images", "999"));
  await Deno.copyFile(large, join(storage.root, "images", "999", large.slice(large.lastIndexOf("/") + 1)));
}, /^I2 images\/999\/.*\.png belongs to no image$/);

verifyTest(
  "finds a thumbnail file of an image that is its own thumbnail, which a sweep removes (I2)",
  async ({ database, storage }) => {
    const [row] = await database.query<{ sha256: string }>("select sha256 from image where thumbnail = 'self'");
    const path = join(storage.root, thumbnailKey(row?.sha256 ?? ""));
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(path, "stray");
  },
  /^I2 thumbs\/.*\.webp belongs to no image$/,
);

verifyTest(
  "finds temp files that were left over (I3)",
  async ({ storage }) => {
    await Deno.writeTextFile(join(storage.tempDirectory, "left"), "x");
    await Deno.mkdir(join(storage.tempDirectory, crypto.randomUUID()));
  },
  /^I3 tmp\/left is 0 s old$/,
  /^I3 tmp\/[0-9a-f-]{36} is 0 s old$/,
);

verifyTest("leaves the temp folder of a running attempt alone (I3)", async ({ database, storage }) => {
  const { id } = await insertJob(database, { seeds: ["http://site.test/"], options: JobOptions.parse({}) });
  const token = crypto.randomUUID();
  await startAttempt(database, id, token);
  await Deno.mkdir(join(storage.tempDirectory, token));
});

verifyTest(
  "finds a missing and an empty thumbnail (I4)",
  async ({ database, storage, thumbnail }) => {
    await Deno.truncate(thumbnail, 0);
    const [row] = await database.query<{ sha256: string }>("select sha256 from image where id = 2");
    assert.ok(row && await storage.size(thumbnailKey(row.sha256)) === null);
    await database.query("update image set thumbnail = 'file' where id = 2");
  },
  /^I4 image 1: thumbs\/.* is empty$/,
  /^I4 image 2: thumbs\/.* is missing$/,
);

for (const counter of ["pages_found", "images_stored", "bytes_stored"]) {
  verifyTest(`finds that ${counter} is not what the ledger adds up to (I5)`, async ({ database }) => {
    await database.query(`update crawl_job set ${counter} = ${counter} + 1`);
  }, /^I5 job \d+ \(completed\): its counters differ from the sums over its URLs$/);
}

verifyTest("finds a job that has ended with a URL pending (I5)", async ({ database, jobId }) => {
  const urls = [{ url: "http://site.test/late", origin: "http://site.test", kind: "page" as const, depth: 0, referrerId: null }];
  await insertUrls(database, jobId, urls);
}, /^I5 job \d+ \(completed\): it has ended with pending URLs: 1$/);

verifyTest(
  "finds counts and bitmaps that differ from the taggings, and operations that are half done (I8)",
  async ({ database }) => {
    await editTags(database, {
      imageIds: [1, 2],
      add: ["boat", "sea"],
      remove: [],
      origin: "person",
      description: testOperation("Add boat"),
    });
    await database.query("update tag set image_count = 3 where name = 'boat'");
    await database.query(
      "update tag_bitmap set bits = set_bit(bits, 7, 1) where tag_id = (select id from tag where name = 'sea')",
    );
    await database.query("update operation set finished = false");
  },
  /^I8 operation 1 \(test\) is half done$/,
  /^I8 tag boat: it counts 3 images, and 2 carry it$/,
  /^I8 tag sea: its bitmap of chunk 0 is not what its taggings are$/,
);

withDatabase(
  "verify() ignores files that may belong to a write that has not ended",
  (database) =>
    withDirectory(async (directory) => {
      const planted = await plant(database, directory);
      await Deno.writeTextFile(join(directory, "images", `${"0".repeat(64)}.png`), "fresh");
      await Deno.writeTextFile(join(directory, "tmp", "fresh"), "fresh");
      assert.deepEqual(await breachesOf(planted, 60_000), []);
      assert.equal((await breachesOf(planted)).length, 2);
    }),
);
