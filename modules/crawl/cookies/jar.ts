import { domainMatch, pathMatch } from "tough-cookie";
import { hostOf, readCookie, registrableDomain } from "./read_cookie.ts";
import { SAVED_LENGTH, StoredCookie } from "./stored_cookie.ts";

/** The cookies that sites have set in one job (RFC 6265bis). They must never be shown or logged. */
export interface CookieJar {
  /** Takes the cookies that an answer sets. `lines` are the values of Set-Cookie, and `date` is that of Date. */
  take(url: string, lines: readonly string[], date: string | null): void;
  /** Returns the cookies of a request for the URL, in the order in which they are sent. */
  cookiesOf(url: string): Pick<StoredCookie, "name" | "value">[];
  /** Returns a text that `openJar()` takes, or null if no cookie has changed since the last call. */
  changes(): string | null;
}

/** The most cookies of a registrable domain, and of a job (RFC 6265bis, 6.1). */
const PER_DOMAIN = 50;
const IN_TOTAL = 3_000;

/** Opens a jar with the cookies of a saved one, or an empty one. A text that is no jar counts as empty. */
export function openJar(saved: string | null = null, clock: () => number = Date.now): CookieJar {
  const store = createStore();
  for (const cookie of readSaved(saved)) store.put(cookie);
  let isChanged = false;
  return {
    take: (address, lines, date) => {
      if (lines.length === 0) return;
      const url = new URL(address);
      const now = clock();
      const sent = Date.parse(date ?? "");
      for (const line of lines) {
        const cookie = readCookie(line, { url, now, serverTime: Number.isFinite(sent) ? sent : now });
        if (cookie === null || (url.protocol !== "https:" && hidesSecure(store.near(cookie.domain), cookie))) continue;
        isChanged = (isExpired(cookie, now) ? store.remove(cookie) : store.put(cookie)) || isChanged;
      }
    },
    cookiesOf: (address) => {
      const url = new URL(address);
      const now = clock();
      const cookies = store.near(hostOf(url)).filter((cookie) => isSentTo(cookie, url) && !isExpired(cookie, now));
      for (const cookie of cookies) cookie.used = now;
      return cookies.sort((one, other) => other.path.length - one.path.length || one.created - other.created);
    },
    changes: () => {
      if (!isChanged) return null;
      isChanged = false;
      const now = clock();
      return JSON.stringify(store.all().filter((cookie) => !isExpired(cookie, now)));
    },
  };
}

/** Cookies by registrable domain. `put()` and `remove()` return whether anything changed. */
function createStore() {
  const domains = new Map<string, Map<string, StoredCookie>>();
  let count = 0;
  let length = 0;
  const siteOf = (host: string) => registrableDomain(host) ?? host;
  const lengthOf = (cookie: StoredCookie) => JSON.stringify(cookie).length + 1;
  const all = () => [...domains.values()].flatMap((cookies) => [...cookies.values()]);

  const remove = (cookie: StoredCookie): boolean => {
    const site = siteOf(cookie.domain);
    const cookies = domains.get(site);
    const known = cookies?.get(keyOf(cookie));
    if (!cookies || !known) return false;
    cookies.delete(keyOf(cookie));
    if (cookies.size === 0) domains.delete(site);
    count -= 1;
    length -= lengthOf(known);
    return true;
  };
  const put = (cookie: StoredCookie): boolean => {
    const site = siteOf(cookie.domain);
    const known = domains.get(site)?.get(keyOf(cookie));
    const cookies = domains.get(site) ?? new Map<string, StoredCookie>();
    domains.set(site, cookies.set(keyOf(cookie), { ...cookie, created: known?.created ?? cookie.created }));
    count += known ? 0 : 1;
    length += lengthOf(cookie) - (known ? lengthOf(known) : 0);
    while (cookies.size > PER_DOMAIN) remove(leastUsed([...cookies.values()]));
    while (count > IN_TOTAL || length > SAVED_LENGTH - 2) remove(leastUsed(all()));
    return known?.value !== cookie.value || known.expires !== cookie.expires || known.secure !== cookie.secure;
  };
  return { all, put, remove, near: (host: string) => [...domains.get(siteOf(host))?.values() ?? []] };
}

/** Two cookies with the same key replace each other. */
function keyOf({ name, domain, path, hostOnly }: StoredCookie): string {
  return [name, domain, path, hostOnly].join("\n");
}

function leastUsed(cookies: StoredCookie[]): StoredCookie {
  return cookies.reduce((one, other) => other.used < one.used ? other : one);
}

function isExpired({ expires }: StoredCookie, now: number): boolean {
  return expires !== null && expires <= now;
}

function isSentTo({ domain, hostOnly, path, secure }: StoredCookie, url: URL): boolean {
  const host = hostOf(url);
  const isHost = hostOnly ? domain === host : domainMatch(host, domain, false) === true;
  return isHost && pathMatch(url.pathname, path) && (!secure || url.protocol === "https:");
}

/** Whether a cookie from http: would take the place of a Secure one, which it must not (RFC 6265bis, 5.7). */
function hidesSecure(known: StoredCookie[], { name, domain, path }: StoredCookie): boolean {
  return known.some((other) =>
    other.secure && other.name === name && pathMatch(path, other.path) &&
    (domainMatch(domain, other.domain, false) === true || domainMatch(other.domain, domain, false) === true)
  );
}

function readSaved(saved: string | null): StoredCookie[] {
  if (saved === null) return [];
  try {
    return StoredCookie.array().max(IN_TOTAL).parse(JSON.parse(saved));
  } catch {
    // It is not a jar of this version. The sites set their cookies again.
    return [];
  }
}
