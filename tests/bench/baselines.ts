import { availableParallelism } from "node:os";
import sharp from "sharp";
import { Agent, request } from "undici";
import { SELF_BYTES, SELF_PIXELS, THUMBNAIL_SIDE } from "../../modules/images/inspect/messages.ts";

const CONNECTIONS = 32;

/** How fast a part of a crawl's work is if nothing else runs. */
export interface Rate {
  images: number;
  perSecond: number;
}

/** Fetches every address, 32 at a time, and returns the bytes. Throws if the status of an answer is not 200. */
export async function download(addresses: string[]): Promise<Rate & { bodies: Uint8Array[] }> {
  const dispatcher = new Agent({ connections: CONNECTIONS });
  const bodies: Uint8Array[] = [];
  const rate = await withConcurrency(CONNECTIONS, addresses, async (address) => {
    const { statusCode, body } = await request(address, { dispatcher });
    if (statusCode !== 200) throw new Error(`${address} answered ${statusCode}`);
    bodies.push(await body.bytes());
  });
  await dispatcher.close();
  return { ...rate, bodies };
}

/** Makes the thumbnails that a crawl makes, or with `every` one for each image, with sharp on all cores. */
export async function thumbnails(bodies: Uint8Array[], { every }: { every: boolean }): Promise<Rate & { made: number }> {
  sharp.cache(false);
  sharp.concurrency(1);
  let made = 0;
  const rate = await withConcurrency(availableParallelism(), bodies, async (body) => {
    if (!every && !await needsThumbnail(body)) return;
    await sharp(body).autoOrient().resize({
      width: THUMBNAIL_SIDE,
      height: THUMBNAIL_SIDE,
      fit: "inside",
      withoutEnlargement: true,
    })
      .webp({ quality: 80, effort: 1 }).toBuffer();
    made++;
  });
  return { ...rate, made };
}

async function needsThumbnail(body: Uint8Array): Promise<boolean> {
  if (body.length > SELF_BYTES) return true;
  const { width, height } = await sharp(body).metadata();
  return width * height > SELF_PIXELS;
}

async function withConcurrency<T>(limit: number, items: T[], work: (item: T) => Promise<void>): Promise<Rate> {
  const begun = performance.now();
  const rest = items.values();
  await Promise.all(Array.from({ length: limit }, async () => {
    for (const item of rest) await work(item);
  }));
  return { images: items.length, perSecond: items.length / ((performance.now() - begun) / 1_000) };
}
