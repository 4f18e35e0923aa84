import { Buffer } from "node:buffer";
import { resolveAddress } from "../discovery/address.ts";

/**
 * Where an answer redirects to (RFC 9110, 10.2.2), and how the server spelled it; `target` is null where that is no address that
 * can be crawled. Bytes that are UTF-8 are taken for it, as browsers do, though a field's value is ASCII.
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
    // It is not UTF-8: the caller takes it as it is.
    return null;
  }
}
