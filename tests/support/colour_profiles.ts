import { Buffer } from "node:buffer";
import { deflateSync } from "node:zlib";
import { pngChunk, withPngChunk } from "./png_bytes.ts";

/** Red, green and blue of Adobe RGB (1998) as XYZ, adapted to D50. */
const ADOBE_RGB = [[0.60974, 0.31111, 0.01947], [0.20528, 0.62567, 0.06087], [0.14919, 0.06322, 0.74457]];

interface ProfileParts {
  curve: Uint8Array;
  space?: string;
  connection?: string;
  more?: Record<string, Uint8Array>;
}

/** Makes a display profile with the colours of Adobe RGB and one curve for all three (ICC.1:2022). */
export function colourProfile({ curve, space = "RGB ", connection = "XYZ ", more = {} }: ProfileParts): Uint8Array {
  const columns = ADOBE_RGB.map((column) => Buffer.concat([text("XYZ "), u32(0), ...column.map(fixed)]));
  const tags: [string, Uint8Array][] = [
    ["wtpt", Buffer.concat([text("XYZ "), u32(0), ...[0.9642, 1, 0.8249].map(fixed)])],
    ...["rXYZ", "gXYZ", "bXYZ"].map((name, at): [string, Uint8Array] => [name, columns[at] ?? curve]),
    ...["rTRC", "gTRC", "bTRC"].map((name): [string, Uint8Array] => [name, curve]),
    ...Object.entries(more),
  ];
  const padded = tags.map(([, data]) => Buffer.concat([data, Buffer.alloc(-data.length & 3)]));
  let at = 132 + 12 * tags.length;
  const table = tags.map(([name, data], index) => {
    const entry = Buffer.concat([text(name), u32(at), u32(data.length)]);
    at += padded[index]?.length ?? 0;
    return entry;
  });
  const header = Buffer.alloc(128);
  header.writeUInt32BE(at, 0);
  header.set([4, 0x20], 8);
  header.write(`mntr${space}${connection}`, 12);
  header.write("acsp", 36);
  Buffer.concat([0.9642, 1, 0.8249].map(fixed)).copy(header, 68);
  return Buffer.concat([header, u32(tags.length), ...table, ...padded]);
}

/** Encodes a curveType, with numbers of 16 bits. */
export function sampledCurve(...samples: number[]): Uint8Array {
  return Buffer.concat([text("curv"), u32(0), u32(samples.length), ...samples.map(u16)]);
}

/** Encodes a parametricCurveType. */
export function parametricCurve(kind: number, ...parameters: number[]): Uint8Array {
  return Buffer.concat([text("para"), u32(0), u16(kind), u16(0), ...parameters.map(fixed)]);
}

/** Inserts a profile into a PNG. */
export function withColourProfile(png: Uint8Array, profile: Uint8Array): Uint8Array {
  return withPngChunk(png, pngChunk("iCCP", Buffer.concat([text("own\0\0"), deflateSync(profile)])));
}

/** Inserts a profile into a JPEG. */
export function withColourProfileInJpeg(jpeg: Uint8Array, profile: Uint8Array): Uint8Array {
  const body = Buffer.concat([text("ICC_PROFILE\0\x01\x01"), profile]);
  return Buffer.concat([jpeg.subarray(0, 2), u16(0xffe2), u16(body.length + 2), body, jpeg.subarray(2)]);
}

const text = (value: string) => Buffer.from(value, "latin1");
const fixed = (value: number) => u32(Math.round(value * 65536));

function u32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

function u16(value: number): Uint8Array {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}
