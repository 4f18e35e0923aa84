import assert from "node:assert/strict";
import { join } from "node:path";
import type { Sharp } from "sharp";
import { inspectFile } from "../../../modules/images/inspect/inspect.ts";
import { picture } from "../../support/pictures.ts";

async function hashOf(image: Sharp): Promise<string | null> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeFile(join(folder, "bytes"), await image.toBuffer());
    const inspection = await inspectFile(join(folder, "bytes"), join(folder, "thumbnail"));
    assert.equal(inspection.outcome, "image");
    return inspection.outcome === "image" ? inspection.phash : null;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function distance(a: string | null, b: string | null): number {
  assert.ok(a && b);
  const differing = BigInt(`0x${a}`) ^ BigInt(`0x${b}`);
  return differing.toString(2).replaceAll("0", "").length;
}

Deno.test("the perceptual hash of a picture hardly changes when the picture is encoded or scaled again", async () => {
  for (const seed of [1, 2, 3]) {
    const original = await hashOf(picture(seed).png());
    const others = [
      picture(seed).jpeg({ quality: 60 }),
      picture(seed).webp({ quality: 50 }),
      picture(seed).avif({ quality: 50 }),
      picture(seed).resize(400).jpeg(),
      picture(seed).resize(250).png(),
      picture(seed).modulate({ brightness: 1.1 }).jpeg(),
    ];
    for (const other of others) assert.ok(distance(original, await hashOf(other)) <= 8);
  }
});

Deno.test("the perceptual hashes of a picture in several sizes and formats are near each other", async () => {
  for (const seed of [4, 5, 6]) {
    const hashes = await Promise.all([
      picture(seed).png(),
      picture(seed).resize(640).webp({ quality: 70 }),
      picture(seed).resize(333).jpeg({ quality: 75 }),
      picture(seed).resize(160).png(),
      picture(seed).resize(64).png(),
      picture(seed).ensureAlpha().png(),
      picture(seed).greyscale().jpeg(),
    ].map(hashOf));
    for (const hash of hashes) assert.ok(distance(hashes[0] ?? null, hash) <= 8, `${hash} and ${hashes[0]}`);
  }
});

Deno.test("the perceptual hashes of different pictures are far apart", async () => {
  const hashes = await Promise.all([1, 2, 3, 4, 5, 6].map((seed) => hashOf(picture(seed).jpeg())));
  for (const [index, one] of hashes.entries()) {
    for (const other of hashes.slice(index + 1)) assert.ok(distance(one, other) >= 12, `${one} and ${other}`);
  }
});

Deno.test("a flat picture has no perceptual hash, or every flat one would be its duplicate", async () => {
  assert.equal(await hashOf(picture(1).resize(50, 50).linear(0, 200).png()), null);
});
