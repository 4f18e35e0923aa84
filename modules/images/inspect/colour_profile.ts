import type { Pixels } from "./pixels.ts";

/** A colour space that is described by a curve for each channel and a matrix (ICC.1:2022, 8.3.3), as nearly all of RGB are. */
export interface ColourProfile {
  /** For red, green and blue: the linear light, from 0 to 1, of each of the 256 values. */
  curves: Float32Array[];
  /** The matrix from the profile's linear light to that of sRGB, row by row. */
  matrix: number[];
}

/** The matrix from the profile connection space (XYZ under D50) to linear sRGB. */
const SRGB_OF_XYZ = [
  [3.1338561, -1.6168667, -0.4906146],
  [-0.9787684, 1.9161415, 0.033454],
  [0.0719453, -0.2289914, 1.4052427],
] as const;
const CHANNELS = ["r", "g", "b"];

/**
 * Reads a profile that is embedded in an image. Returns null if it uses tables, is not for RGB, or is damaged: then libvips
 * converts the colours. libvips could convert from the others too, but takes 5 ms per image to prepare.
 */
export function readColourProfile(icc: Uint8Array): ColourProfile | null {
  try {
    const view = new DataView(icc.buffer, icc.byteOffset, icc.byteLength);
    const tags = readTags(view);
    if (textAt(view, 16) !== "RGB " || textAt(view, 20) !== "XYZ " || tags.has("A2B0")) return null;
    const curves = CHANNELS.map((channel) => readCurve(tagOf(tags, `${channel}TRC`)));
    const columns = CHANNELS.map((channel) => readXyz(tagOf(tags, `${channel}XYZ`)));
    const matrix = SRGB_OF_XYZ.flatMap(([x, y, z]) => columns.map((own) => x * own[0] + y * own[1] + z * own[2]));
    return [...matrix, ...curves.flatMap((curve) => [...curve])].every(Number.isFinite) ? { curves, matrix } : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Converts RGB pixels, with or without an alpha channel, to sRGB in place. Grey pixels are not changed. */
export function convertToSrgb({ data, channels }: Pixels, { curves, matrix }: ColourProfile): void {
  if (channels < 3) return;
  const [red, green, blue] = curves as [Float32Array, Float32Array, Float32Array];
  const [rr, rg, rb, gr, gg, gb, br, bg, bb] = matrix as [number, number, number, number, number, number, number, number, number];
  for (let at = 0; at + channels <= data.length; at += channels) {
    const r = red[data[at]!]!, g = green[data[at + 1]!]!, b = blue[data[at + 2]!]!;
    data[at] = encode(rr * r + rg * g + rb * b);
    data[at + 1] = encode(gr * r + gg * g + gb * b);
    data[at + 2] = encode(br * r + bg * g + bb * b);
  }
}

const STEPS = 4095;
/** The eight-bit sRGB value (IEC 61966-2-1) of linear light, which is given in `STEPS` steps. */
const ENCODED = Uint8Array.from({ length: STEPS + 1 }, (_, step) => {
  const light = step / STEPS;
  return Math.round(255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055));
});

function encode(light: number): number {
  return ENCODED[light <= 0 ? 0 : light >= 1 ? STEPS : Math.round(light * STEPS)]!;
}

/** Reads the tag table (7.3): the data of each tag by its name. */
function readTags(view: DataView): Map<string, DataView> {
  const tags = new Map<string, DataView>();
  const count = Math.min(100, view.getUint32(128));
  for (let at = 132; at < 132 + 12 * count; at += 12) {
    const offset = view.getUint32(at + 4), length = view.getUint32(at + 8);
    if (offset + length > view.byteLength) throw new RangeError("The profile ends before its tags");
    tags.set(textAt(view, at), new DataView(view.buffer, view.byteOffset + offset, length));
  }
  return tags;
}

function tagOf(tags: ReadonlyMap<string, DataView>, name: string): DataView {
  const tag = tags.get(name);
  if (!tag) throw new RangeError(`The profile has no ${name}`);
  return tag;
}

/** Reads an XYZType (10.31). */
function readXyz(tag: DataView): [number, number, number] {
  return [fixedAt(tag, 8), fixedAt(tag, 12), fixedAt(tag, 16)];
}

function readCurve(tag: DataView): Float32Array {
  const curve = textAt(tag, 0) === "para" ? parametric(tag) : sampled(tag);
  return Float32Array.from({ length: 256 }, (_, value) => curve(value / 255));
}

/** Reads a curveType (10.6): no number means the identity, one is an exponent, several are samples. */
function sampled(tag: DataView): (value: number) => number {
  const count = tag.getUint32(8);
  if (count === 0) return (value) => value;
  if (count === 1) return (value) => value ** (tag.getUint16(12) / 256);
  return (value) => {
    const position = value * (count - 1);
    const low = tag.getUint16(12 + 2 * Math.floor(position)), high = tag.getUint16(12 + 2 * Math.ceil(position));
    return (low + (high - low) * (position % 1)) / 65535;
  };
}

/** Reads a parametricCurveType (10.18): `(aX + b)^g + c` from d on, and a line below d. */
function parametric(tag: DataView): (value: number) => number {
  const kind = tag.getUint16(8);
  const [g, a = 1, b = 0, third = 0, d, e = 0, f = 0] = Array.from(
    { length: PARAMETERS[kind] ?? 0 },
    (_, at) => fixedAt(tag, 12 + 4 * at),
  );
  if (g === undefined) throw new RangeError("The profile has a curve of an unknown kind");
  if (d === undefined) {
    const offset = kind === 2 ? third : 0;
    return (value) => (a * value + b < 0 ? 0 : (a * value + b) ** g) + offset;
  }
  return (value) => value < d ? third * value + f : (a * value + b) ** g + e;
}

const PARAMETERS = [1, 3, 4, 5, 7];

/** Reads an s15Fixed16Number. */
function fixedAt(view: DataView, at: number): number {
  return view.getInt32(at) / 65536;
}

function textAt(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}
