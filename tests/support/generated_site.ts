import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { pngOf } from "./png_bytes.ts";
import { after, bytes, html, openSite } from "./site.ts";

const SIDE = 8;
const BRANCHES = 3;

/** A generated site, so that it takes no memory: a tree of pages, each with two small pictures that no other page has. */
export interface GeneratedSite {
  url: string;
  hostPort: string;
  /** The requested paths, in order. */
  readonly log: readonly string[];
  /** The requested paths, and how often each was requested. */
  counts(): Map<string, number>;
  /** Resolves when this number of requests have come in. */
  reached(requests: number): Promise<void>;
  /** Returns the SHA-256 of all images in hexadecimal, sorted. */
  digests(): string[];
  close(): Promise<void>;
}

export async function openGeneratedSite({ pages, slow = 0 }: { pages: number; slow?: number }): Promise<GeneratedSite> {
  const log: string[] = [];
  let waiting: { requests: number; resolve: () => void }[] = [];
  const site = await openSite((_request, path) => {
    log.push(path);
    for (const { resolve } of waiting.filter(({ requests }) => log.length >= requests)) resolve();
    waiting = waiting.filter(({ requests }) => log.length < requests);
    site.requests.length = 0;
    const answer = () => answerTo(path, pages);
    return slow === 0 ? answer() : after(slow, answer);
  });
  return {
    url: `${site.url}p/0`,
    hostPort: site.hostPort,
    log,
    counts: () => {
      const counts = new Map<string, number>();
      for (const path of log) counts.set(path, (counts.get(path) ?? 0) + 1);
      return counts;
    },
    reached: (requests) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      if (log.length >= requests) resolve();
      else waiting.push({ requests, resolve });
      return promise;
    },
    digests: () =>
      Array.from({ length: 2 * pages }, (_, number) => createHash("sha256").update(tinyPng(number)).digest("hex")).sort(),
    close: site.close,
  };
}

function answerTo(path: string, pages: number): Response {
  const [, kind, digits] = /^\/([pi])\/(\d+)(?:\.png)?$/.exec(path) ?? [];
  const number = Number(digits);
  if (kind === "p" && number < pages) return html(pageText(number, pages));
  if (kind === "i" && number < 2 * pages) return bytes(tinyPng(number));
  return new Response("not here", { status: 404 });
}

/** Returns the links to a page's children and neighbours, so that most pages are found several times and none is deep. */
export function pageText(number: number, pages: number, root = ""): string {
  const children = Array.from({ length: BRANCHES }, (_, index) => BRANCHES * number + index + 1);
  const linked = [...children, number - 1, number + 1].filter((page) => page >= 0 && page < pages);
  const links = linked.map((page) => `<a href="${root}/p/${page}">Page ${page}</a>`);
  const shown = [2 * number, 2 * number + 1].map((image) => `<img src="${root}/i/${image}.png" alt="Image ${image}">`);
  return `<title>Page ${number}</title>${shown.join("")}${links.join(" ")}`;
}

/** Makes a PNG (W3C PNG, 5) of 8x8 or more pixels in true colour, which encode its number. */
export function tinyPng(number: number, side = SIDE): Uint8Array<ArrayBuffer> {
  const row = 1 + 3 * side;
  const pixels = Buffer.alloc(row * side);
  for (let line = 0; line < side; line++) {
    for (let at = 1; at < row; at++) pixels[line * row + at] = (number >>> (8 * (at % 3))) + 16 * line;
  }
  return pngOf({ width: side, height: side }, pixels);
}
