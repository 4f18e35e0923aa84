import assert from "node:assert/strict";
import sharp from "sharp";
import { convertToSrgb, readColourProfile } from "../../../modules/images/inspect/colour_profile.ts";
import { decode, readHeader } from "../../../modules/images/inspect/decode.ts";
import {
  colourProfile,
  parametricCurve,
  sampledCurve,
  withColourProfile,
  withColourProfileInJpeg,
} from "../../support/colour_profiles.ts";
import { between, seededRandom } from "../../support/random.ts";

/** All combinations of sixteen levels of each channel, without black and white, which the decoder never changes. */
const SIDE = 64;
const CUBE = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, at) => 15 + 15 * (Math.floor(at / 3) >> (4 * (at % 3)) & 15));
const RAW = { raw: { width: SIDE, height: SIDE, channels: 3 } } as const;

const EXPONENT = sampledCurve(Math.round(2.2 * 256));
const CURVES: Record<string, Uint8Array> = {
  "an empty curve": sampledCurve(),
  "an exponent": EXPONENT,
  "samples": sampledCurve(...Array.from({ length: 1024 }, (_, at) => Math.round(65535 * (at / 1023) ** 1.8))),
  "a parametric curve of kind 0": parametricCurve(0, 2.4),
  "a parametric curve of kind 1": parametricCurve(1, 2.2, 1.05, -0.05),
  "a parametric curve of kind 2": parametricCurve(2, 2.2, 0.9, 0, 0.05),
  "a parametric curve of kind 3": parametricCurve(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045),
  "a parametric curve of kind 4": parametricCurve(4, 2.2, 0.9, 0.05, 0.1, 0.05, 0.107, 0),
};

for (const [name, curve] of Object.entries(CURVES)) {
  Deno.test(`colours of a profile with ${name} become those that the decoder itself makes of them`, async () => {
    await assertAsDecoder(colourProfile({ curve }));
  });
}

Deno.test("colours in Display P3 become those that the decoder itself makes of them", async () => {
  const { icc } = await sharp(await sharp(CUBE, RAW).withIccProfile("p3").png().toBuffer()).metadata();
  await assertAsDecoder(icc ?? new Uint8Array());
});

Deno.test("dominant colours are named in sRGB, whatever profile the picture has", async () => {
  const flat = sharp({ create: { width: 40, height: 40, channels: 3, background: "#40c040" } }).png();
  const bytes = withColourProfile(await flat.toBuffer(), colourProfile({ curve: EXPONENT }));
  assert.deepEqual(await coloursOf(bytes, "image/png"), ["#00c12e"]);
});

for (const [space, name] of [["cmyk", "CMYK"], ["b-w", "grey"]] as const) {
  Deno.test(`a profile for RGB in a picture of ${name} is ignored`, async () => {
    const flat = sharp({ create: { width: 40, height: 40, channels: 3, background: "#40c040" } }).toColourspace(space);
    const plain = await flat.jpeg().toBuffer();
    const bytes = withColourProfileInJpeg(plain, colourProfile({ curve: EXPONENT }));
    assert.ok((await sharp(bytes).metadata()).hasProfile);
    assert.deepEqual(await coloursOf(bytes, "image/jpeg"), await coloursOf(plain, "image/jpeg"));
  });
}

async function coloursOf(bytes: Uint8Array, mediaType: string): Promise<string[]> {
  return (await decode(bytes, { mediaType, header: await readHeader(bytes) })).colours;
}

Deno.test("a profile of tables, of grey, or of another connection space is left to the decoder", () => {
  assert.ok(readColourProfile(colourProfile({ curve: EXPONENT })));
  assert.equal(readColourProfile(colourProfile({ curve: EXPONENT, space: "GRAY" })), null);
  assert.equal(readColourProfile(colourProfile({ curve: EXPONENT, connection: "Lab " })), null);
  assert.equal(readColourProfile(colourProfile({ curve: EXPONENT, more: { A2B0: EXPONENT } })), null);
  assert.equal(readColourProfile(colourProfile({ curve: parametricCurve(9, 2.2) })), null);
});

Deno.test("grey pictures stay as they are", () => {
  const profile = readColourProfile(colourProfile({ curve: EXPONENT }));
  assert.ok(profile);
  const data = Uint8Array.of(10, 200);
  convertToSrgb({ data, width: 1, height: 1, channels: 2 }, profile);
  assert.deepEqual([...data], [10, 200]);
});

Deno.test("a profile that is cut off or damaged is ignored or read as another one, and never an error", () => {
  const whole = Uint8Array.from(colourProfile({ curve: sampledCurve(0, 9_000, 30_000, 65_535) }));
  const random = seededRandom(7);
  for (let length = 0; length < whole.length; length++) assert.equal(readColourProfile(whole.slice(0, length)), null);
  for (let turn = 0; turn < 5_000; turn++) {
    const bytes = whole.slice();
    for (let flips = 0; flips < 8; flips++) bytes[between(random, 0, whole.length - 1)] = between(random, 0, 255);
    const profile = readColourProfile(bytes);
    if (profile) convertToSrgb({ data: CUBE.slice(), width: SIDE, height: SIDE, channels: 3 }, profile);
  }
});

async function assertAsDecoder(icc: Uint8Array): Promise<void> {
  const profile = readColourProfile(icc);
  assert.ok(profile);
  const data = CUBE.slice();
  convertToSrgb({ data, width: SIDE, height: SIDE, channels: 3 }, profile);
  const own = withColourProfile(await sharp(CUBE, RAW).png().toBuffer(), icc);
  const expected = await sharp(own).raw().toBuffer();
  assert.notDeepEqual([...expected], [...CUBE]);
  const worst = data.reduce((most, value, at) => Math.max(most, Math.abs(value - (expected[at] ?? 0))), 0);
  assert.ok(worst <= 3, `${worst} levels apart`);
}
