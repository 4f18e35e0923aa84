import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { picture } from "../support/pictures.ts";

const PAGES = 60;
/** Drawing takes longer than encoding, so each drawing is used for this many images. A change of hue makes their bytes differ. */
const HUES = 360;
/** Sizes of icons, thumbnails and photographs in a gallery. Two of the five are small enough to need no thumbnail. */
const SIZES: [width: number, height: number][] = [[64, 64], [240, 180], [640, 480], [1024, 768], [1600, 1200]];
const FORMATS: Record<string, (image: Sharp) => Sharp> = {
  jpeg: (image) => image.jpeg({ quality: 85 }),
  png: (image) => image.png({ compressionLevel: 6 }),
  webp: (image) => image.webp({ quality: 80, effort: 1 }),
  gif: (image) => image.gif({ effort: 1 }),
};

export interface Site {
  pages: string[];
  images: string[];
}

/** Writes `images` pictures of mixed sizes and formats, and pages that show them and link to each other. Returns the paths. */
export async function generateSite(folder: string, images: number): Promise<Site> {
  const names: string[] = [];
  let drawing = new Uint8Array();
  for (let index = 0; index < images; index++) {
    if (index % HUES === 0) drawing = await picture(index + 1).png({ compressionLevel: 1 }).toBuffer();
    names.push(await writeImage(folder, index, drawing));
  }
  const pages = Math.min(PAGES, Math.max(1, images));
  const each = Math.ceil(images / pages);
  const paths: string[] = [];
  for (let page = 0; page < pages; page++) {
    await Deno.writeTextFile(join(folder, `${page}.html`), html(page, pages, names.slice(page * each, (page + 1) * each)));
    paths.push(`/${page}.html`);
  }
  return { pages: paths, images: names.map((name) => `/${name}`) };
}

async function writeImage(folder: string, index: number, drawing: Uint8Array): Promise<string> {
  const [width, height] = SIZES[index % SIZES.length] ?? [64, 64];
  const formats = Object.keys(FORMATS);
  const format = formats[Math.floor(index / SIZES.length) % formats.length] ?? "png";
  const encode = FORMATS[format];
  if (!encode) throw new Error(`No encoder of ${format}`);
  const name = `${index}.${format}`;
  await encode(sharp(drawing).resize(width, height).modulate({ hue: index % HUES })).toFile(join(folder, name));
  return name;
}

function html(page: number, pages: number, names: string[]): string {
  const figures = names.map((name) =>
    `<figure><img src="/${name}" alt="Picture ${name}"><figcaption>${name}</figcaption></figure>`
  );
  const links = [page * 2 + 1, page * 2 + 2].filter((next) => next < pages).map((next) => `<a href="/${next}.html">${next}</a>`);
  return `<!doctype html><title>Page ${page}</title>${figures.join("\n")}<nav>${links.join(" ")}</nav>`;
}
