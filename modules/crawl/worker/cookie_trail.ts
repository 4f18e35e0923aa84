import { createHash } from "node:crypto";
import type { CookieJar } from "../cookies/jar.ts";

/** Remembers with which cookies URLs were requested, because a redirect to a known URL is followed if its cookies have changed. */
export interface CookieTrail {
  /** To be called before a URL is requested. */
  note(url: string): void;
  /** Whether a request for the URL would now carry other cookies than the last one. True if none is remembered. */
  isChanged(url: string): boolean;
}

/** The number of URLs that are remembered. The oldest are forgotten first. */
const REMEMBERED = 20_000;

export function createCookieTrail(jar: Pick<CookieJar, "cookiesOf">): CookieTrail {
  const digests = new Map<string, string>();
  return {
    note: (url) => {
      digests.delete(url);
      digests.set(url, digestOf(jar, url));
      const [oldest] = digests.keys();
      if (digests.size > REMEMBERED && oldest !== undefined) digests.delete(oldest);
    },
    isChanged: (url) => digests.get(url) !== digestOf(jar, url),
  };
}

function digestOf(jar: Pick<CookieJar, "cookiesOf">, url: string): string {
  const cookies = jar.cookiesOf(url);
  if (cookies.length === 0) return "";
  return createHash("sha256").update(JSON.stringify(cookies.map(({ name, value }) => [name, value]))).digest("base64url");
}
