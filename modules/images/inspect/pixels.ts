/** Pixels with 1 to 4 channels of eight bits: grey, grey with alpha, RGB, RGBA. */
export interface Pixels {
  data: Uint8Array;
  width: number;
  height: number;
  channels: number;
}

/** Pixels with colour and opacity. */
export type Rgba = Pixels & { channels: 4 };

/**
 * Resamples to `width` x `height` by area averaging: each new pixel is the mean of the pixels that it covers, weighted by opacity,
 * so that the colours of transparent pixels do not count. It takes linear time, and treats all sizes alike, so that the perceptual
 * hashes of a picture in two sizes are near each other.
 */
export function shrink(pixels: Pixels, width: number, height: number): Rgba {
  const across = spansOf(pixels.width, width);
  const down = spansOf(pixels.height, height);
  const rows = sumRows(pixels, across, width);
  return { data: sumColumns(rows, down, width, height), width, height, channels: 4 };
}

/** Returns the size that fits into a square of `side` with the same proportions, at least one pixel each way. */
export function sizeWithin({ width, height }: { width: number; height: number }, side: number): [number, number] {
  const scale = Math.min(1, side / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

/** Whether no pixel is transparent. */
export function isOpaque({ data, channels }: Pixels): boolean {
  if (channels % 2 === 1) return true;
  for (let at = channels - 1; at < data.length; at += channels) if (data[at] !== 255) return false;
  return true;
}

/** Which old positions each new position covers, and with which weights. */
interface Spans {
  first: Int32Array;
  count: Int32Array;
  weights: Float32Array;
  /** The most weights of one new position. */
  stride: number;
}

function spansOf(from: number, to: number): Spans {
  const stride = Math.ceil(from / to) + 2;
  const spans = { first: new Int32Array(to), count: new Int32Array(to), weights: new Float32Array(to * stride), stride };
  for (let index = 0; index < to; index++) {
    const begin = (index * from) / to;
    const end = ((index + 1) * from) / to;
    const first = Math.floor(begin);
    const last = Math.min(from - 1, Math.ceil(end) - 1);
    spans.first[index] = first;
    spans.count[index] = last - first + 1;
    for (let at = first; at <= last; at++) {
      spans.weights[index * stride + at - first] = (Math.min(end, at + 1) - Math.max(begin, at)) / (end - begin);
    }
  }
  return spans;
}

// The indices below are within their arrays by construction. Checking each would take a tenth of the time of an image.

/** Makes each row narrower. Returns four premultiplied sums per pixel, of which the last one is the opacity. */
function sumRows(pixels: Pixels, spans: Spans, to: number): Float32Array {
  const sums = new Float32Array(to * pixels.height * 4);
  const sumRow = pixels.channels % 2 === 0 ? sumTransparentRow : sumOpaqueRow;
  for (let y = 0; y < pixels.height; y++) sumRow(pixels, spans, y, sums.subarray(y * to * 4, (y + 1) * to * 4));
  return sums;
}

function sumOpaqueRow(
  { data, width, channels }: Pixels,
  { first, count, weights, stride }: Spans,
  y: number,
  sums: Float32Array,
): void {
  const next = channels < 3 ? 0 : 1;
  for (let x = 0, sum = 0; sum < sums.length; x++, sum += 4) {
    let red = 0, green = 0, blue = 0;
    let at = (y * width + first[x]!) * channels;
    const end = x * stride + count[x]!;
    for (let step = x * stride; step < end; step++, at += channels) {
      const weight = weights[step]!;
      red += weight * data[at]!;
      green += weight * data[at + next]!;
      blue += weight * data[at + 2 * next]!;
    }
    sums[sum] = red;
    sums[sum + 1] = green;
    sums[sum + 2] = blue;
    sums[sum + 3] = 1;
  }
}

function sumTransparentRow(pixels: Pixels, { first, count, weights, stride }: Spans, y: number, sums: Float32Array): void {
  const { data, width, channels } = pixels;
  const next = channels < 3 ? 0 : 1;
  for (let x = 0, sum = 0; sum < sums.length; x++, sum += 4) {
    let red = 0, green = 0, blue = 0, opacity = 0;
    let at = (y * width + first[x]!) * channels;
    const end = x * stride + count[x]!;
    for (let step = x * stride; step < end; step++, at += channels) {
      const covered = weights[step]! * data[at + channels - 1]! / 255;
      red += covered * data[at]!;
      green += covered * data[at + next]!;
      blue += covered * data[at + 2 * next]!;
      opacity += covered;
    }
    sums[sum] = red;
    sums[sum + 1] = green;
    sums[sum + 2] = blue;
    sums[sum + 3] = opacity;
  }
}

function sumColumns(rows: Float32Array, { first, count, weights, stride }: Spans, width: number, height: number): Uint8Array {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let red = 0, green = 0, blue = 0, opacity = 0;
      const start = first[y]!, length = count[y]!;
      for (let step = 0; step < length; step++) {
        const at = ((start + step) * width + x) * 4;
        const weight = weights[y * stride + step]!;
        red += weight * rows[at]!;
        green += weight * rows[at + 1]!;
        blue += weight * rows[at + 2]!;
        opacity += weight * rows[at + 3]!;
      }
      const pixel = (y * width + x) * 4;
      data[pixel] = opacity === 0 ? 0 : red / opacity;
      data[pixel + 1] = opacity === 0 ? 0 : green / opacity;
      data[pixel + 2] = opacity === 0 ? 0 : blue / opacity;
      data[pixel + 3] = opacity * 255;
    }
  }
  return new Uint8Array(data.buffer);
}
