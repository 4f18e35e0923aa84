import type { JobSecrets } from "../schemas.ts";
import { ACCEPT_ENCODING } from "./content_coding.ts";

export interface SecretHeaders {
  secrets: JobSecrets;
  /** The origins (RFC 6454) that the secrets are sent to. */
  origins: readonly string[];
}

/**
 * Returns a function that returns the header fields of a request, as names and values by turns. The headers and cookies of a job
 * are included only for its own origins. They replace ours of the same name.
 */
export function requestHeaders(
  userAgent: string,
  { secrets, origins }: SecretHeaders,
): (origin: string, fields: { accept: string; referer?: string | undefined }) => string[] {
  const own = secrets.headers.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  if (secrets.cookies.length > 0) own.push(["cookie", secrets.cookies.join("; ")]);
  const trusted = new Set(own.length > 0 ? origins : []);
  const names = new Set(own.map(([name]) => name));

  return (origin, { accept, referer }) => {
    const ours: [string, string][] = [["user-agent", userAgent], ["accept", accept], ["accept-encoding", ACCEPT_ENCODING]];
    if (referer !== undefined) ours.push(["referer", referer]);
    if (!trusted.has(origin)) return ours.flat();
    return [...ours.filter(([name]) => !names.has(name)), ...own].flat();
  };
}
