import { picture } from "./pictures.ts";
import { after, bytes, html, openSite, type Routes, type Site } from "./site.ts";

/** Makes small PNGs, all different. */
export async function makePictures(count: number, first = 0): Promise<Uint8Array[]> {
  const size = { width: 48, height: 36 };
  return await Promise.all(Array.from({ length: count }, (_, index) => picture(first + index, size).png().toBuffer()));
}

export interface Gallery {
  site: Site;
  pictures: Uint8Array[];
}

/** Starts a site of pages `/p0.html`…, which link to the next. Each has three pictures, the third of which is on all pages. */
export async function openGallery(
  { pages, slow = 0, seed = 0, routes = {} }: { pages: number; slow?: number; seed?: number; routes?: Routes },
): Promise<Gallery> {
  const pictures = await makePictures(2 * pages + 1, seed);
  const all: Routes = {};
  for (let page = 0; page < pages; page++) {
    const shown = [2 * page, 2 * page + 1, 2 * pages].map((number) => `<img src="/i${number}.png" alt="Picture ${number}">`);
    const text = `<title>Page ${page}</title><h1>Heading ${page}</h1>${shown.join("")}<a href="/p${
      (page + 1) % pages
    }.html">on</a>`;
    all[`/p${page}.html`] = () => html(text);
  }
  for (const [number, picture] of pictures.entries()) all[`/i${number}.png`] = () => after(slow, () => bytes(picture));
  return { site: await openSite({ ...all, ...routes }), pictures };
}
