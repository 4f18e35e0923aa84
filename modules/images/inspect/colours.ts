const MOST_COLOURS = 5;
/** The least share of the picture that a colour must have. */
const LEAST_SHARE = 0.03;
/** The least distance in RGB between two colours that are both returned. */
const LEAST_DISTANCE = 48;

interface Bucket {
  count: number;
  red: number;
  green: number;
  blue: number;
}

/** Returns the dominant colours of RGBA pixels as `#rrggbb`, the most frequent first. Transparent pixels do not count. */
export function dominantColours(rgba: Uint8Array): string[] {
  const { buckets, total } = countBuckets(rgba);
  const chosen: Bucket[] = [];
  for (const bucket of [...buckets.values()].map(average).sort((a, b) => b.count - a.count)) {
    if (chosen.length === MOST_COLOURS || bucket.count < total * LEAST_SHARE) break;
    if (chosen.every((other) => distance(other, bucket) >= LEAST_DISTANCE)) chosen.push(bucket);
  }
  return chosen.map(({ red, green, blue }) =>
    "#" + [red, green, blue].map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")
  );
}

/** Counts pixels by the upper three bits of each channel, so that similar colours share a bucket, whose average is returned. */
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
