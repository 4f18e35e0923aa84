const MOST = 5;
/** A colour counts from this share of the picture, and from this distance (in RGB) to one that is already named. */
const SHARE = 0.03;
const APART = 48;

interface Bucket {
  count: number;
  red: number;
  green: number;
  blue: number;
}

/** The dominant colours of RGBA pixels, most frequent first, as `#rrggbb`; transparent pixels do not count. */
export function dominantColours(rgba: Uint8Array): string[] {
  const { buckets, total } = countBuckets(rgba);
  const chosen: Bucket[] = [];
  for (const bucket of [...buckets.values()].map(average).sort((a, b) => b.count - a.count)) {
    if (chosen.length === MOST || bucket.count < total * SHARE) break;
    if (chosen.every((other) => distance(other, bucket) >= APART)) chosen.push(bucket);
  }
  return chosen.map(({ red, green, blue }) =>
    "#" + [red, green, blue].map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")
  );
}

/** Three bits a channel: near colours fall together, and their average is what is named. */
function countBuckets(rgba: Uint8Array): { buckets: Map<number, Bucket>; total: number } {
  const buckets = new Map<number, Bucket>();
  let total = 0;
  for (let at = 0; at < rgba.length; at += 4) {
    const red = rgba[at] ?? 0, green = rgba[at + 1] ?? 0, blue = rgba[at + 2] ?? 0;
    if ((rgba[at + 3] ?? 0) < 128) continue;
    total++;
    const key = (red >> 5) << 6 | (green >> 5) << 3 | blue >> 5;
    let bucket = buckets.get(key);
    if (bucket === undefined) buckets.set(key, bucket = { count: 0, red: 0, green: 0, blue: 0 });
    bucket.count += 1;
    bucket.red += red;
    bucket.green += green;
    bucket.blue += blue;
  }
  return { buckets, total };
}

function average({ count, red, green, blue }: Bucket): Bucket {
  return { count, red: red / count, green: green / count, blue: blue / count };
}

function distance(a: Bucket, b: Bucket): number {
  return Math.hypot(a.red - b.red, a.green - b.green, a.blue - b.blue);
}
