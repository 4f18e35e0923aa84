import { IMAGE_PATH } from "../discovery/image_ending.ts";
import type { Scope } from "../schemas.ts";

/** Seeds in the shape that a scope is asked in: a page may hold thousands of links, and a job a thousand seeds. */
interface Places {
  pages: Set<string>;
  hosts: Set<string>;
  domains: Set<string>;
  directories: string[];
}

const prepared = new WeakMap<readonly string[], Places>();

/**
 * Whether a URL lies within the scope of any of the seeds. Which domains belong to one owner cannot be told from their names
 * without a list of public suffixes: "domain" is the seed's host without "www.", and everything below it. So the seed
 * `docs.example.org` does not take in `example.org`.
 */
export function inScope(url: string, seeds: readonly string[], scope: Scope): boolean {
  if (scope === "any") return true;
  const places = prepared.get(seeds) ?? prepare(seeds);
  const { href, host, hostname, origin, pathname } = new URL(url);
  switch (scope) {
    case "page":
      return places.pages.has(href);
    case "directory":
      return places.directories.some((directory) => (origin + pathname).replace(/^https?:/, "").startsWith(directory));
    case "host":
      return places.hosts.has(host);
    case "domain":
      return parentDomains(hostname).some((domain) => places.domains.has(domain));
  }
}

/** Whether the path of a link, as `resolveAddress` gives it, names an image file. Parsing it anew would take microseconds. */
export function namesImage(url: string): boolean {
  const query = url.search(/[?#]/);
  return IMAGE_PATH.test(url.slice(0, query === -1 ? undefined : query).slice(-16));
}

function prepare(seeds: readonly string[]): Places {
  const urls = seeds.map((seed) => new URL(seed));
  const places = {
    pages: new Set(urls.map(({ href }) => href)),
    hosts: new Set(urls.map(({ host }) => host)),
    domains: new Set(urls.map(({ hostname }) => hostname.replace(/^www\.(?=[^.]+\.[^.])/, ""))),
    directories: [...new Set(urls.map(({ host, pathname }) => `//${host}${pathname.replace(/[^/]*$/, "")}`))],
  };
  prepared.set(seeds, places);
  return places;
}

/** `a.b.example.org` and every domain above it; an address has none. */
function parentDomains(hostname: string): string[] {
  if (/^[\d.]+$|^\[/.test(hostname)) return [hostname];
  const labels = hostname.split(".");
  return labels.map((_, index) => labels.slice(index).join("."));
}
