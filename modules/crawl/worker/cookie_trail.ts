import { createHash } from "node:crypto";
import type { CookieJar } from "../cookies/jar.ts";

/** Remembers with which cookies URLs were requested, because a redirect to a known URL is followed if its cookies have changed. */
export interface CookieTrail {
  /** To be called before a URL is requested. */
  note(url: string): void;
  /** Whether a request for the URL would now carry other cookies than the last one. True if none is remembered. */
  isChanged(url: string): boolean;
  /** Whether a page that asks to be loaded anew is requested again: its cookies have changed, and it was not yet twice. Counts it. */
  reloads(url: string): boolean;
}

/** A page whose cookie counts the visits would ask for ever. */
const RELOADS = 2;

/** The number of URLs that are remembered. The oldest are forgotten first. */
const REMEMBERED = 20_000;

export function createCookieTrail(jar: Pick<CookieJar, "cookiesOf">): CookieTrail {
  const digests = new Map<string, string>();
  const reloads = new Map<string, number>();
  const isChanged = (url: string) => digests.get(url) !== digestOf(jar, url);
  return {
    note: (url) => {
      digests.delete(url);
      digests.set(url, digestOf(jar, url));
      forgetOldest(digests);
    },
    isChanged,
    reloads: (url) => {
      const times = reloads.get(url) ?? 0;
      if (times >= RELOADS || !isChanged(url)) return false;
      reloads.set(url, times + 1);
      forgetOldest(reloads);
      return true;
    },
  };
}

function forgetOldest(known: Map<string, unknown>): void {
  const [oldest] = known.keys();
  if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
}

function digestOf(jar: Pick<CookieJar, "cookiesOf">, url: string): string {
  const cookies = jar.cookiesOf(url);
  if (cookies.length === 0) return "";
  return createHash("sha256").update(JSON.stringify(cookies.map(({ name, value }) => [name, value]))).digest("base64url");
}
