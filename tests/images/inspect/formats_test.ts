import assert from "node:assert/strict";
import { join } from "node:path";
import sharp from "sharp";
import { inspectFile } from "../../../modules/images/inspect/inspect.ts";
import type { InspectedImage, Inspection } from "../../../modules/images/inspect/messages.ts";
import { animation, picture } from "../../support/pictures.ts";
import { pngOf } from "../../support/png_bytes.ts";

interface Looked {
  inspection: Inspection;
  /** The thumbnail that was written, or null. */
  thumbnail: Uint8Array | null;
}

async function look(bytes: Uint8Array | string): Promise<Looked> {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "bytes");
    const thumbnailPath = join(folder, "thumbnail");
    await Deno.writeFile(path, typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes);
    const inspection = await inspectFile(path, thumbnailPath);
    return { inspection, thumbnail: await Deno.readFile(thumbnailPath).catch(() => null) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function lookAtImage(bytes: Uint8Array | string): Promise<InspectedImage & { bytes: Uint8Array | null }> {
  const { inspection, thumbnail } = await look(bytes);
  assert.equal(inspection.outcome, "image", JSON.stringify(inspection));
  return { ...inspection as InspectedImage, bytes: thumbnail };
}

const RASTER = [["jpeg", "jpg"], ["png", "png"], ["webp", "webp"], ["gif", "gif"], ["avif", "avif"]] as const;

for (const [format, extension] of RASTER) {
  Deno.test(`a ${format} is measured, hashed and given a thumbnail from its own bytes`, async () => {
    const image = await lookAtImage(await picture(1).toFormat(format).toBuffer());
    const { mediaType, width, height, frames, thumbnail, undecoded } = image;
    assert.deepEqual(
      { mediaType, extension: image.extension, width, height, frames, thumbnail, undecoded },
      { mediaType: `image/${format}`, extension, width: 800, height: 600, frames: 1, thumbnail: "file", undecoded: false },
    );
    assert.match(image.phash ?? "", /^[0-9a-f]{16}$/);
    assert.ok(image.thumbhash && image.colours.length > 0);
    const shown = await sharp(image.bytes ?? undefined).metadata();
    assert.deepEqual([shown.format, shown.width, shown.height], ["webp", 320, 240]);
  });

  Deno.test(`a ${format} that is cut short fails to decode`, async () => {
    const whole = await picture(1).toFormat(format).toBuffer();
    for (const share of [0.2, 0.5, 0.9, 0.99]) {
      const { inspection, thumbnail } = await look(whole.subarray(0, Math.floor(whole.length * share)));
      assert.equal(inspection.outcome, "failed", `${share} of it: ${JSON.stringify(inspection)}`);
      assert.equal(thumbnail, null);
    }
  });
}

Deno.test("a PNG without its last chunk, and a damaged one, fail to decode", async () => {
  const whole = await picture(1).png().toBuffer();
  const damaged = new Uint8Array(whole);
  damaged.fill(0xaa, 20_000, 20_400);
  for (const bytes of [whole.subarray(0, -12), damaged]) assert.equal((await look(bytes)).inspection.outcome, "failed");
});

for (const format of ["gif", "webp"] as const) {
  Deno.test(`an animated ${format} has its frames counted and no frame may be cut`, async () => {
    const whole = await animation(5).toFormat(format).toBuffer();
    const image = await lookAtImage(whole);
    assert.deepEqual([image.width, image.height, image.frames, image.thumbnail], [100, 80, 5, "file"]);
    const cut = await look(whole.subarray(0, Math.floor(whole.length * 0.9)));
    assert.equal(cut.inspection.outcome, "failed");
  });
}

Deno.test("width and height are those of the picture as it is displayed", async () => {
  const image = await lookAtImage(await picture(1).withMetadata({ orientation: 6 }).jpeg().toBuffer());
  assert.deepEqual([image.width, image.height], [600, 800]);
  const shown = await sharp(image.bytes ?? undefined).metadata();
  assert.deepEqual([shown.width, shown.height], [240, 320]);
});

Deno.test("a small image is its own thumbnail, a large one or an animation is not", async () => {
  const small = await lookAtImage(await picture(1, { width: 640, height: 400 }).jpeg().toBuffer());
  assert.deepEqual([small.thumbnail, small.bytes], ["self", null]);
  assert.equal((await lookAtImage(await picture(1, { width: 1000, height: 401 }).jpeg().toBuffer())).thumbnail, "file");
  assert.equal((await lookAtImage(await animation(2).gif().toBuffer())).thumbnail, "file");
});

Deno.test("an SVG is rasterised, whatever stands before its root, and its thumbnail has the full size of a thumbnail", async () => {
  const prolog = `<?xml version="1.0"?>\n<!-- made by hand -->\n<!DOCTYPE svg PUBLIC "a" "b">\n`;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="20" height="20" fill="#ff0000"/></svg>`;
  const image = await lookAtImage(prolog + svg);
  assert.deepEqual([image.mediaType, image.extension, image.width, image.height], ["image/svg+xml", "svg", 40, 20]);
  assert.deepEqual(image.colours, ["#ff0000"]);
  const shown = await sharp(image.bytes ?? undefined).metadata();
  assert.deepEqual([shown.width, shown.height], [320, 160]);
});

const IMAGE_HEADERS: [string, string, number[]][] = [
  ["image/x-icon", "ico", [0, 0, 1, 0, 1, 0, 32, 16, 0, 0, 1, 0, 32, 0, 0, 0, 0, 0, 22, 0, 0, 0]],
  ["image/bmp", "bmp", [0x42, 0x4d, 70, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 32, 0, 0, 0, 0xf0, 0xff, 0xff, 0xff]],
  ["image/tiff", "tif", [0x49, 0x49, 42, 0, 8, 0, 0, 0, 0, 0]],
  ["image/jxl", "jxl", [0xff, 0x0a, 0xfa, 0x1f]],
];

for (const [mediaType, extension, header] of IMAGE_HEADERS) {
  Deno.test(`${mediaType} is kept undecoded`, async () => {
    const image = await lookAtImage(Uint8Array.from([...header, ...new Array(60).fill(0)]));
    assert.deepEqual([image.mediaType, image.extension, image.undecoded, image.thumbnail], [mediaType, extension, true, "none"]);
    assert.equal(image.thumbnailError, `kept undecoded: ${mediaType}`);
    if (extension === "ico" || extension === "bmp") assert.deepEqual([image.width, image.height], [32, 16]);
  });
}

Deno.test("no loader runs but those of the web's formats: a real TIFF is kept undecoded", async () => {
  const tiff = await picture(1).tiff().toBuffer();
  assert.equal((await lookAtImage(tiff)).undecoded, true);
  await assert.rejects(sharp(tiff).toBuffer(), /unsupported image format|blocked/i);
});

const NO_IMAGES: [string, Uint8Array | string, RegExp][] = [
  ["a page", "<!doctype html><title>404</title><svg></svg>", /text\/html/],
  ["a page with a declaration", `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"></html>`, /text\/html/],
  ["JSON", `{"error":"no"}`, /application\/json/],
  ["text that begins like a bitmap", "BM is not a bitmap, this is a sentence of some length", /text\/plain/],
  ["a PDF", "%PDF-1.7\n%âãÏÓ\n", /application\/pdf/],
  ["nothing", "", /empty/],
  ["noise", Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]), /octet-stream/],
];

for (const [name, bytes, says] of NO_IMAGES) {
  Deno.test(`${name} is rejected as no image, and the detail says what it looks like`, async () => {
    const { inspection } = await look(bytes);
    assert.equal(inspection.outcome, "rejected");
    assert.equal(inspection.outcome === "rejected" && inspection.reason, "not_an_image");
    assert.match("detail" in inspection ? inspection.detail : "", says);
  });
}

Deno.test("a page behind a PNG's signature fails to decode", async () => {
  const bytes = new Uint8Array([
    0x89,
    0x50,
    0x4e,
    0x47,
    0x0d,
    0x0a,
    0x1a,
    0x0a,
    ...new TextEncoder().encode("<html>".repeat(50)),
  ]);
  assert.notEqual((await look(bytes)).inspection.outcome, "image");
});

for (const [width, height] of [[1, 49_000_000], [20_000, 100], [16_000, 16_000]] as const) {
  Deno.test(`a PNG of ${width} x ${height} is rejected as too large before anything is decoded`, async () => {
    const started = performance.now();
    const { inspection } = await look(declaring(width, height));
    assert.equal("reason" in inspection && inspection.reason, "too_large", JSON.stringify(inspection));
    assert.match("detail" in inspection ? inspection.detail : "", new RegExp(`^${width}x${height}`));
    assert.ok(performance.now() - started < 1_000);
  });
}

/** A PNG that declares a size and holds almost no data. */
function declaring(width: number, height: number): Uint8Array {
  return pngOf({ width, height, colourType: 0 }, new Uint8Array(1));
}
