import { Buffer } from "node:buffer";
import { resolveAddress } from "../rules/address.ts";

/**
 * Reads the address that an answer redirects to (RFC 9110, 10.2.2), and its spelling by the server. `target` is null if it cannot
 * be crawled. The value is read as UTF-8 if it is valid UTF-8, as browsers do, although a header should be ASCII.
 */
export function readLocation(headers: Headers, url: string): { target: string | null; spelled: string } {
  const value = headers.get("location");
  if (value === null) return { target: null, spelled: "" };
  const spelled = utf8Of(value) ?? value;
  return { target: resolveAddress(spelled, url), spelled };
}

function utf8Of(value: string): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(value, "latin1"));
  } catch {
    // The value is not UTF-8, so the caller takes it as it is.
    return null;
  }
}
