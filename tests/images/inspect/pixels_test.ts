import assert from "node:assert/strict";
import { isOpaque, shrink, sizeWithin } from "../../../modules/images/inspect/pixels.ts";

const of = (width: number, height: number, channels: number, ...values: number[]) => ({
  data: Uint8Array.from(values),
  width,
  height,
  channels,
});

Deno.test("each new pixel is the mean of the old ones that it covers", () => {
  const quarters = of(4, 2, 3, ...[0, 100, 0, 100, 200, 0, 200, 0].flatMap((level) => [level, 0, 255]));
  // Rows 0 100 0 100 and 200 0 200 0: each half of the width averages to 75.
  assert.deepEqual([...shrink(quarters, 2, 1).data], [75, 0, 255, 255, 75, 0, 255, 255]);
});

Deno.test("an old pixel on the border of two new ones counts for each by the part that it covers", () => {
  const three = of(3, 1, 1, 0, 90, 240);
  // 1.5 pixels each: (0 + 90 / 2) / 1.5 and (90 / 2 + 240) / 1.5.
  assert.deepEqual([...shrink(three, 2, 1).data], [30, 30, 30, 255, 190, 190, 190, 255]);
});

Deno.test("the colours of transparent pixels do not count", () => {
  const clear = of(2, 1, 4, 255, 0, 0, 0, 0, 0, 255, 255);
  assert.deepEqual([...shrink(clear, 1, 1).data], [0, 0, 255, 128]);
  assert.deepEqual([...shrink(of(2, 1, 4, 9, 9, 9, 0, 8, 8, 8, 0), 1, 1).data], [0, 0, 0, 0]);
});

Deno.test("half opaque pixels weigh half", () => {
  const half = of(2, 1, 2, 0, 51, 240, 204);
  assert.deepEqual([...shrink(half, 1, 1).data], [192, 192, 192, 128]);
});

Deno.test("grey pictures, with and without opacity, become the same red, green and blue", () => {
  assert.deepEqual([...shrink(of(1, 1, 1, 77), 1, 1).data], [77, 77, 77, 255]);
  assert.deepEqual([...shrink(of(1, 1, 2, 77, 255), 1, 1).data], [77, 77, 77, 255]);
  assert.deepEqual([...shrink(of(1, 1, 3, 1, 2, 3), 1, 1).data], [1, 2, 3, 255]);
  assert.deepEqual([...shrink(of(1, 1, 4, 1, 2, 3, 255), 1, 1).data], [1, 2, 3, 255]);
});

Deno.test("a single pixel fills whatever is asked for", () => {
  const { data, width, height } = shrink(of(1, 1, 3, 10, 20, 30), 3, 2);
  assert.deepEqual([width, height], [3, 2]);
  assert.deepEqual([...data], Array.from({ length: 6 }, () => [10, 20, 30, 255]).flat());
});

Deno.test("a flat picture of any size stays flat, however narrow it is", () => {
  for (const [width, height] of [[1, 320], [320, 1], [7, 13], [33, 31], [320, 213]] as const) {
    const flat = of(width, height, 1, ...Array.from({ length: width * height }, () => 201));
    const levels = new Set(shrink(flat, 32, 32).data);
    assert.deepEqual(levels, new Set([201, 255]), `${width}x${height}`);
  }
});

Deno.test("resampling twice is near resampling once", () => {
  const noise = of(97, 61, 1, ...Array.from({ length: 97 * 61 }, (_, at) => (at * 7_919) % 256));
  const once = shrink(noise, 8, 8);
  const twice = shrink({ ...shrink(noise, 64, 64), channels: 4 }, 8, 8);
  for (const [at, level] of once.data.entries()) {
    const other = twice.data[at] ?? -1;
    assert.ok(Math.abs(level - other) <= 2, `${level} and ${other} at ${at}`);
  }
});

for (
  const [size, side, expected] of [
    [[800, 600], 32, [32, 24]],
    [[600, 800], 32, [24, 32]],
    [[10, 5], 32, [10, 5]],
    [[10_000, 1], 32, [32, 1]],
    [[1, 10_000], 32, [1, 32]],
    [[1, 1], 32, [1, 1]],
  ] as const
) {
  Deno.test(`${size.join("x")} fits into ${side} as ${expected.join("x")}`, () => {
    assert.deepEqual(sizeWithin({ width: size[0], height: size[1] }, side), expected);
  });
}

Deno.test("a picture is opaque if no pixel is transparent", () => {
  assert.ok(isOpaque(of(2, 1, 3, 0, 0, 0, 0, 0, 0)));
  assert.ok(isOpaque(of(2, 1, 1, 0, 0)));
  assert.ok(isOpaque(of(2, 1, 4, 0, 0, 0, 255, 0, 0, 0, 255)));
  assert.ok(!isOpaque(of(2, 1, 4, 0, 0, 0, 255, 0, 0, 0, 254)));
  assert.ok(!isOpaque(of(2, 1, 2, 9, 255, 9, 0)));
});
