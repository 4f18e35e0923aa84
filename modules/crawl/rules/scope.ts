import { IMAGE_PATH } from "./image_ending.ts";
import type { Scope } from "../schemas.ts";

/** The seeds of a job, prepared for looking up many links: a page may hold thousands, and a job has up to a thousand seeds. */
interface SeedIndex {
  pages: Set<string>;
  hosts: Set<string>;
  domains: Set<string>;
  directories: string[];
}

const prepared = new WeakMap<readonly string[], SeedIndex>();

/**
 * Whether a URL lies within the scope of any of the seeds. Names alone do not show which domains have one owner (that takes a
 * list of public suffixes), so "domain" means the seed's host without "www." and all hosts below it: the seed `docs.example.org`
 * does not include `example.org`. `www.example.org` and `example.org` are
 * one host in every scope, because nearly all sites answer under both names and link from one to the other.
 */
export function inScope(url: string, seeds: readonly string[], scope: Scope): boolean {
  if (scope === "any") return true;
  const index = prepared.get(seeds) ?? prepare(seeds);
  const parsed = new URL(url);
  const { host, hostname, pathname } = parsed;
  switch (scope) {
    case "page":
      return index.pages.has(bareHref(parsed));
    case "directory": {
      const address = `//${bareName(host)}${pathname}`;
      return index.directories.some((directory) => address.startsWith(directory));
    }
    case "host":
      return index.hosts.has(bareName(host));
    case "domain":
      return parentDomains(hostname).some((domain) => index.domains.has(domain));
  }
}

/** Returns a host name without the label `www.`, unless what follows is no name of its own (`www.com`). */
function bareName(host: string): string {
  return host.replace(/^www\.(?=[^.:]+\.[^.])/, "");
}

function bareHref({ href, host }: URL): string {
  const bare = bareName(host);
  return bare === host ? href : href.replace(host, bare);
}

/** Whether the path of a link from `resolveAddress()` names an image file. It is not parsed again, because that takes microseconds. */
export function namesImage(url: string): boolean {
  const query = url.search(/[?#]/);
  return IMAGE_PATH.test(url.slice(0, query === -1 ? undefined : query).slice(-16));
}

function prepare(seeds: readonly string[]): SeedIndex {
  const urls = seeds.map((seed) => new URL(seed));
  const index = {
    pages: new Set(urls.map(bareHref)),
    hosts: new Set(urls.map(({ host }) => bareName(host))),
    domains: new Set(urls.map(({ hostname }) => bareName(hostname))),
    directories: [
      ...new Set(urls.map(({ host, pathname }) => `//${bareName(host)}${pathname.slice(0, pathname.lastIndexOf("/") + 1)}`)),
    ],
  };
  prepared.set(seeds, index);
  return index;
}

/** Returns a host name and every domain above it; an IP address has none. */
function parentDomains(hostname: string): string[] {
  if (/^[\d.]+$|^\[/.test(hostname)) return [hostname];
  const labels = hostname.split(".");
  return labels.map((_, index) => labels.slice(index).join("."));
}
