import type { StoredCookie } from "../cookies/stored_cookie.ts";
import type { JobSecrets } from "../schemas.ts";
import { ACCEPT_ENCODING } from "./content_coding.ts";

export interface SecretHeaders {
  secrets: JobSecrets;
  /** The origins (RFC 6454) that the secrets are sent to. */
  origins: readonly string[];
}

/** A cookie that a site has set. */
type SetCookie = Pick<StoredCookie, "name" | "value">;

/** The header fields that differ from one request to the next. */
export interface RequestFields {
  accept: string;
  referer?: string | undefined;
  cookies?: readonly SetCookie[] | undefined;
}

/**
 * Returns a function that returns the header fields of a request, as names and values by turns. The headers and cookies of a job
 * are included only for its own origins. They replace ours, and the cookies of sites, of the same name.
 */
export function requestHeaders(
  userAgent: string,
  { secrets, origins }: SecretHeaders,
): (origin: string, fields: RequestFields) => string[] {
  const own = secrets.headers.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  const trusted = new Set(origins);
  const names = new Set(own.map(([name]) => name));

  return (origin, { accept, referer, cookies = [] }) => {
    const isOwn = trusted.has(origin);
    const cookie = cookieHeader(isOwn ? secrets.cookies : [], cookies);
    const ours: [string, string][] = [["user-agent", userAgent], ["accept", accept], ["accept-encoding", ACCEPT_ENCODING]];
    if (referer !== undefined) ours.push(["referer", referer]);
    const all = isOwn ? [...ours.filter(([name]) => !names.has(name)), ...own] : ours;
    return [...all, ...(cookie === "" ? [] : [["cookie", cookie]])].flat();
  };
}

/** Returns the one Cookie field of a request: the cookies of the job, and those of the site that have other names. */
function cookieHeader(own: readonly string[], ofSite: readonly SetCookie[]): string {
  const names = new Set(own.map((pair) => pair.slice(0, pair.indexOf("="))));
  const others = ofSite.filter(({ name }) => !names.has(name));
  return [...own, ...others.map(({ name, value }) => name === "" ? value : `${name}=${value}`)].join("; ");
}
