import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { verify } from "../../../modules/app/verify/verify.ts";
import type { StoreDeps } from "../../../modules/images/storing/store.ts";
import { repairThumbnails } from "../../../modules/images/storing/repair_thumbnails.ts";
import { findImageBySha256, type StoredImage } from "../../../modules/images/storing/repository.ts";
import { thumbnailKey } from "../../../modules/images/storing/storage.ts";
import type { Database } from "../../../modules/shared/database/handle.ts";
import { withDatabase } from "../../support/database.ts";
import { withDirectory } from "../../support/directory.ts";
import { openStore, storeImage } from "../../support/store.ts";
import { incoming, picture } from "../../support/pictures.ts";

type Library = StoreDeps & { pathOf: (image: StoredImage, prefix: "images" | "thumbs") => string };

function thumbnailTest(name: string, body: (library: Library, images: StoredImage[]) => Promise<void>): void {
  withDatabase(name, (database) =>
    withDirectory(async (directory) => {
      await database.query("insert into crawl_job (seeds, options) values ('{http://site.test/}', '{}')");
      const deps = await openStore(database, directory);
      const images: StoredImage[] = [];
      for (const [seed, width] of [800, 700, 60].entries()) {
        const given = await incoming(deps.storage.tempDirectory, await picture(seed, { width, height: width }).jpeg().toBuffer());
        await storeImage(deps, given, () => Promise.resolve());
        images.push(await findImageBySha256(database, given.sha256) ?? assert.fail());
      }
      const pathOf: Library["pathOf"] = ({ storageKey, sha256 }, prefix) =>
        join(directory, prefix === "images" ? storageKey : thumbnailKey(sha256));
      await body({ ...deps, pathOf }, images);
    }));
}

async function thumbnailBreaches({ database, storage }: StoreDeps): Promise<string[]> {
  const findings = await verify({ database, storage, graceMilliseconds: 0 });
  return findings.flatMap(({ invariant, breaches }) => invariant === "I4" ? breaches : []);
}

async function forgetDigests(database: Database): Promise<void> {
  await database.query("update image set thumbnail_sha256 = null");
}

thumbnailTest(
  "a row has the digest of its thumbnail's file, or none if the image is its own thumbnail",
  async (library, images) => {
    const digests = await Promise.all(images.map(async (image) => {
      return image.thumbnail === "file"
        ? createHash("sha256").update(await Deno.readFile(library.pathOf(image, "thumbs"))).digest("hex")
        : null;
    }));
    assert.deepEqual(images.map(({ thumbnailSha256 }) => thumbnailSha256), digests);
    assert.equal(digests.filter((digest) => digest === null).length, 1);
  },
);

thumbnailTest("verify() finds a thumbnail that another picture overwrote, if its digest is known", async (library, images) => {
  const [one, other] = images as [StoredImage, StoredImage];
  await Deno.copyFile(library.pathOf(other, "thumbs"), library.pathOf(one, "thumbs"));
  assert.deepEqual(await thumbnailBreaches(library), [
    `image ${one.id}: ${thumbnailKey(one.sha256)} is not the thumbnail that was made`,
  ]);
  await forgetDigests(library.database);
  assert.deepEqual(await thumbnailBreaches(library), []);
});

thumbnailTest("repairThumbnails() makes missing, overwritten and unchecked thumbnails again", async (library, images) => {
  const [one, other] = images as [StoredImage, StoredImage];
  const made = await Deno.readFile(library.pathOf(one, "thumbs"));
  await Deno.remove(library.pathOf(other, "thumbs"));
  await Deno.writeTextFile(library.pathOf(one, "thumbs"), "no picture");
  await library.database.query("update image set thumbnail_sha256 = null where id = $1", [other.id]);
  assert.deepEqual(await repairThumbnails(library, [one.id, other.id, one.id]), { repaired: [one.id, other.id], failed: [] });
  assert.deepEqual(await Deno.readFile(library.pathOf(one, "thumbs")), made);
  assert.deepEqual(await findImageBySha256(library.database, other.sha256), other);
  assert.deepEqual(await thumbnailBreaches(library), []);
});

thumbnailTest(
  "repairThumbnails() returns the reason for each image that it could not repair, and leaves its thumbnail",
  async (library, images) => {
    const [missing, changed, own] = images as [StoredImage, StoredImage, StoredImage];
    const thumbnail = await Deno.readFile(library.pathOf(changed, "thumbs"));
    await Deno.remove(library.pathOf(missing, "images"));
    await Deno.writeFile(library.pathOf(changed, "images"), await picture(9).jpeg().toBuffer());
    const { repaired, failed } = await repairThumbnails(library, [missing.id, changed.id, own.id, 99]);
    assert.deepEqual(repaired, []);
    assert.deepEqual(failed, [
      { id: missing.id, reason: `Its file ${missing.storageKey} is missing` },
      { id: changed.id, reason: `Its file ${changed.storageKey} has changed` },
      { id: own.id, reason: "It has no thumbnail of its own" },
      { id: 99, reason: "There is no such image" },
    ]);
    assert.deepEqual(await Deno.readFile(library.pathOf(changed, "thumbs")), thumbnail);
  },
);

thumbnailTest("if the disk refuses a repair, the row stays and no temp file is left", async (library, images) => {
  const [one] = images as [StoredImage];
  const full: typeof library.inspect = () =>
    Promise.resolve({ outcome: "failed", reason: "disk", detail: "No space left", mediaType: null });
  await assert.rejects(repairThumbnails({ ...library, inspect: full }, [one.id]), {
    code: "unavailable",
    message: "No space left",
  });
  assert.deepEqual(await findImageBySha256(library.database, one.sha256), one);
});
