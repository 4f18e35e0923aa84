import { createHash } from "node:crypto";
import { pageText, tinyPng } from "../support/generated_site.ts";
import { after, bytes, html } from "../support/site.ts";

/** Width and height of a picture that takes a decoder some time. Others have 8 pixels. */
const HEAVY_SIDE = 1_000;
/** More images than a section has. The numbers of a section's images begin at a multiple of it. */
const SECTION_IMAGES = 4_096;
const REACH_SECONDS = 60;

export type Behaviour =
  | { type: "well" }
  | { type: "slow"; milliseconds: number }
  /** Sends no answer until the site behaves otherwise. */
  | { type: "hang" }
  | { type: "refuse"; status: number; retryAfter?: number };

export interface Served {
  path: string;
  /** The time of the request, in milliseconds of the monotonic clock. */
  at: number;
  /** The status of the answer, or null while there is none. */
  status: number | null;
}

/** A part of the site with pages and images of its own, for one crawl. */
export interface Section {
  readonly url: string;
  /** The URLs that a crawl of it finds, with the SHA-256 of each image in hexadecimal. */
  readonly pages: readonly string[];
  readonly images: ReadonlyMap<string, string>;
  /** The requests for it, in order. */
  readonly log: readonly Served[];
  /** URLs of images that were answered with 200 and their bytes. */
  servedImages(): Set<string>;
  /** Resolves when this number of requests for it have come in. Rejects after a minute. */
  reached(requests: number): Promise<void>;
}

/** A website that misbehaves on command, and logs what it served. */
export interface FaultSite {
  readonly hostPort: string;
  open(section: { pages: number; milliseconds?: number; heavy?: boolean }): Section;
  behave(behaviour: Behaviour): void;
  /** Closes its port and all connections. `revive()` opens it again. */
  die(): Promise<void>;
  revive(): Promise<void>;
  close(): Promise<void>;
}

interface Part {
  number: number;
  pages: number;
  milliseconds: number;
  heavy: boolean;
  log: Served[];
}

/** Starts the site. `trap` is a URL that every page names as a link and as an image, and that must never be fetched. */
export async function openFaultSite(
  { trap, hostname = "127.0.0.1", port = 0 }: { trap: string; hostname?: string; port?: number },
): Promise<FaultSite> {
  const parts: Part[] = [];
  let behaviour: Behaviour = { type: "well" };
  let changed = Promise.withResolvers<void>();
  let arrived = Promise.withResolvers<void>();

  const answer = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    const served: Served = { path: pathname, at: performance.now(), status: null };
    partOf(pathname)?.log.push(served);
    arrived.resolve();
    arrived = Promise.withResolvers();
    const response = await behaved(pathname);
    served.status = response.status;
    return response;
  };
  const partOf = (path: string) => parts[Number(/^\/s(\d+)\//.exec(path)?.[1])];
  const behaved = async (path: string): Promise<Response> => {
    while (behaviour.type === "hang") await changed.promise;
    if (behaviour.type === "refuse") {
      const { status, retryAfter } = behaviour;
      return new Response("not now", { status, headers: retryAfter === undefined ? {} : { "retry-after": String(retryAfter) } });
    }
    const part = partOf(path);
    const wait = (part?.milliseconds ?? 0) + (behaviour.type === "slow" ? behaviour.milliseconds : 0);
    return await after(wait, () => answerTo(path, part, trap));
  };

  let server = await listen({ hostname, port }, answer);
  const hostPort = `${hostname}:${server.port}`;
  return {
    hostPort,
    open: ({ pages, milliseconds = 0, heavy = false }) => {
      const part = { number: parts.length, pages, milliseconds, heavy, log: [] };
      parts.push(part);
      return sectionOf(part, hostPort, () => arrived.promise);
    },
    behave: (next) => {
      behaviour = next;
      changed.resolve();
      changed = Promise.withResolvers();
    },
    die: () => server.close(),
    revive: async () => void (server = await listen({ hostname, port: server.port }, answer)),
    close: async () => {
      behaviour = { type: "well" };
      changed.resolve();
      await server.close();
    },
  };
}

async function listen(address: { hostname: string; port: number }, answer: (request: Request) => Promise<Response>) {
  const ended = new AbortController();
  const { promise: listening, resolve } = Promise.withResolvers<Deno.NetAddr>();
  const server = Deno.serve({ ...address, signal: ended.signal, onListen: resolve }, answer);
  const { port } = await listening;
  return {
    port,
    close: async () => {
      ended.abort();
      await server.finished;
    },
  };
}

function answerTo(path: string, part: Part | undefined, trap: string): Response {
  const [, kind, digits] = /^\/s\d+\/([pi])\/(\d+)(?:\.png)?$/.exec(path) ?? [];
  const number = Number(digits);
  if (part && kind === "p" && number < part.pages) {
    const trapped = `<a href="${trap}page">A trap</a><img src="${trap}image.png" alt="Another trap">`;
    return html(pageText(number, part.pages, rootOf(part)) + trapped);
  }
  if (part && kind === "i" && number < 2 * part.pages) return bytes(imageOf(part, number));
  return new Response("not here", { status: 404 });
}

function rootOf({ number }: Part): string {
  return `/s${number}`;
}

function imageOf({ number, heavy }: Part, image: number): Uint8Array {
  return tinyPng(SECTION_IMAGES * (number + 1) + image, heavy ? HEAVY_SIDE : undefined);
}

function sectionOf(part: Part, hostPort: string, arrived: () => Promise<void>): Section {
  const root = `${rootOf(part)}/`;
  const urlOf = (path: string) => `http://${hostPort}${root}${path}`;
  const { log } = part;
  const images = Array.from({ length: 2 * part.pages }, (_, image): [string, string] => [
    urlOf(`i/${image}.png`),
    createHash("sha256").update(imageOf(part, image)).digest("hex"),
  ]);
  return {
    url: urlOf("p/0"),
    pages: Array.from({ length: part.pages }, (_, page) => urlOf(`p/${page}`)),
    images: new Map(images),
    log,
    servedImages: () =>
      new Set(
        log.filter(({ path, status }) => status === 200 && path.endsWith(".png")).map(({ path }) => `http://${hostPort}${path}`),
      ),
    reached: async (requests) => {
      const late = Promise.withResolvers<never>();
      const timer = setTimeout(
        () => late.reject(new Error(`the site was not asked ${requests} times within ${REACH_SECONDS} s`)),
        REACH_SECONDS * 1_000,
      );
      try {
        while (log.length < requests) await Promise.race([arrived(), late.promise]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
