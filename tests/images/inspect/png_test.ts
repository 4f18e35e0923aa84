import assert from "node:assert/strict";
import { deflateSync } from "node:zlib";
import sharp from "sharp";
import type { Pixels } from "../../../modules/images/inspect/pixels.ts";
import { decodePng } from "../../../modules/images/inspect/png.ts";
import { pngChunk, pngHeader, type PngKind, pngOf, pngOfChunks } from "../../support/png_bytes.ts";
import { picture } from "../../support/pictures.ts";
import { between, type Random, seededRandom, several } from "../../support/random.ts";

const SIZES = [[1, 1], [3, 5], [17, 9], [64, 40], [1, 33], [33, 1]] as const;
const SAMPLES = [1, 0, 3, 1, 2, 0, 4];
const FILTERS = 5;

const byte = (random: Random) => between(random, 0, 255);

/** Rows of random bytes, which are valid for any filter. The filters follow each other, beginning with `first`. */
function filteredRows({ width, height, depth = 8, colourType = 2 }: PngKind, random: Random, first: number): Uint8Array {
  const length = Math.ceil((width * (SAMPLES[colourType] ?? 0) * depth) / 8);
  return Uint8Array.from(
    Array.from({ length: height }, (_, y) => [(first + y) % FILTERS, ...several(random, length, byte)]).flat(),
  );
}

/** Red, green, blue and opacity of each pixel. */
function rgbaOf({ data, channels }: Pixels): number[] {
  const pixels: number[] = [];
  for (let at = 0; at < data.length; at += channels) {
    const [first = 0, second = 0, third = 0, fourth = 255] = data.subarray(at, at + channels);
    pixels.push(...(channels < 3 ? [first, first, first, channels === 2 ? second : 255] : [first, second, third, fourth]));
  }
  return pixels;
}

const KINDS: { name: string; colourType: number; depth?: number; opacity?: number }[] = [
  { name: "grey", colourType: 0 },
  { name: "red, green and blue", colourType: 2 },
  { name: "grey and opacity", colourType: 4 },
  { name: "red, green, blue and opacity", colourType: 6 },
  ...[1, 2, 4, 8].map((depth) => ({ name: `indices of ${depth} bits`, colourType: 3, depth })),
  { name: "indices of 8 bits with opacity", colourType: 3, depth: 8, opacity: 100 },
  { name: "indices of 2 bits with opacity", colourType: 3, depth: 2, opacity: 3 },
];

for (const { name, opacity = 0, ...format } of KINDS) {
  Deno.test(`a PNG of ${name} decodes as libvips decodes it, with each filter in each row`, async () => {
    const random = seededRandom(format.colourType + 1);
    for (const [width, height] of SIZES) {
      for (let first = 0; first < FILTERS; first++) {
        const kind = { width, height, ...format };
        const palette = pngChunk("PLTE", Uint8Array.from(several(random, 3 * 2 ** (format.depth ?? 0), byte)));
        const alpha = pngChunk("tRNS", Uint8Array.from(several(random, opacity, byte)));
        const before = format.colourType === 3 ? [palette, ...(opacity ? [alpha] : [])] : [];
        const png = pngOf(kind, filteredRows(kind, random, first), before);
        const pixels = decodePng(png, false);
        assert.ok(pixels, `${width}x${height}`);
        const expected = await sharp(png).ensureAlpha().raw().toBuffer();
        assert.deepEqual(rgbaOf(pixels), [...expected], `${width}x${height}, filters from ${first} on`);
      }
    }
  });
}

Deno.test("a picture whose data are in many chunks is the same picture", async () => {
  const png = await picture(2, { width: 90, height: 70 }).png().toBuffer();
  const data = deflateSync(filteredRows({ width: 20, height: 20 }, seededRandom(1), 0));
  const header = pngHeader({ width: 20, height: 20 });
  const pieces = Array.from({ length: Math.ceil(data.length / 100) }, (_, at) => data.subarray(at * 100, at * 100 + 100));
  const whole = decodePng(pngOfChunks([header, pngChunk("IDAT", data), pngChunk("IEND")]), false);
  assert.deepEqual(
    decodePng(pngOfChunks([header, ...pieces.map((piece) => pngChunk("IDAT", piece)), pngChunk("IEND")]), false),
    whole,
  );
  assert.deepEqual(decodePng(png, false)?.data, new Uint8Array(await sharp(png).raw().toBuffer()));
});

const square = { width: 4, height: 4 };
const rows = (length: number, filter = 0) => Uint8Array.from({ length: 4 * length }, (_, at) => at % length === 0 ? filter : 7);
const palette = pngChunk("PLTE", Uint8Array.from([1, 2, 3, 4, 5, 6]));
const flipped = (bytes: Uint8Array, at: number) => bytes.map((value, index) => index === bytes.length + at ? value ^ 1 : value);

const LEFT_TO_LIBVIPS: [string, Uint8Array][] = [
  ["of 16 bits a sample", pngOf({ ...square, depth: 16 }, rows(25))],
  ["of grey in 4 bits", pngOf({ ...square, depth: 4, colourType: 0 }, rows(3))],
  ["of a colour type that there is not", pngOf({ ...square, colourType: 5 }, rows(13))],
  ["that is interlaced", pngOf({ ...square, interlace: 1 }, rows(13))],
  ["with one colour that is transparent", pngOf(square, rows(13), [pngChunk("tRNS", new Uint8Array(6))])],
  ["that may be turned", pngOf(square, rows(13), [pngChunk("eXIf", new Uint8Array(8))])],
  ["that moves", pngOf(square, rows(13), [pngChunk("acTL", new Uint8Array(8))])],
  ["with a colour profile", pngOf(square, rows(13), [pngChunk("iCCP", new Uint8Array(8))])],
  ["of a million pixels", pngOf({ width: 1_000, height: 1_000 }, new Uint8Array(3_001_000))],
  ["without rows", pngOf({ width: 4, height: 0 }, new Uint8Array())],
  ["with fewer rows than it says", pngOf(square, rows(13).subarray(1))],
  ["with more rows than it says", pngOf(square, new Uint8Array(53))],
  ["with a filter that there is not", pngOf(square, rows(13, 5))],
  ["with an index beyond its palette", pngOf({ ...square, colourType: 3 }, rows(5), [palette])],
  ["of indices without a palette", pngOf({ ...square, colourType: 3 }, rows(5))],
  ["without data", pngOfChunks([pngHeader(square), pngChunk("IEND")])],
  ["without a header", pngOfChunks([pngChunk("IDAT", deflateSync(rows(13))), pngChunk("IEND")])],
  ["with a wrong checksum of its data", pngOfChunks([pngHeader(square), flipped(pngChunk("IDAT", deflateSync(rows(13))), -1)])],
  [
    "whose data were damaged before they were summed",
    pngOfChunks([pngHeader(square), pngChunk("IDAT", flipped(deflateSync(rows(13)), -1))]),
  ],
  ["that ends inside its data", pngOf(square, rows(13)).subarray(0, 50)],
];

for (const [name, bytes] of LEFT_TO_LIBVIPS) {
  Deno.test(`a PNG ${name} is left to libvips`, () => assert.equal(decodePng(bytes, false), null));
}

Deno.test("a colour profile that is applied elsewhere does not keep a PNG from being decoded", () => {
  const png = pngOf(square, rows(13), [pngChunk("iCCP", new Uint8Array(8))]);
  assert.deepEqual(decodePng(png, true), { ...square, channels: 3, data: new Uint8Array(48).fill(7) });
});
