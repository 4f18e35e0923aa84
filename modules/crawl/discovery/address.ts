import { URL_LENGTH } from "../schemas.ts";

/** The absolute http(s) address that a reference means, without its fragment; null where it is none that can be crawled. */
export function resolveAddress(reference: string | undefined, base: string): string | null {
  if (reference === undefined || reference.length > 2 * URL_LENGTH || !URL.canParse(reference, base)) return null;
  const url = new URL(reference, base);
  if ((url.protocol !== "http:" && url.protocol !== "https:") || url.username !== "" || url.password !== "") return null;
  url.hash = "";
  const address = url.href.replaceAll("\0", "");
  return address.length <= URL_LENGTH ? address : null;
}
