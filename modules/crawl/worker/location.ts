import type { Answer } from "../egress/client.ts";
import { resolveAddress } from "../rules/address.ts";

export interface Location {
  /** Null if it cannot be crawled. */
  target: string | null;
  /** The value as the server sent it, for people. */
  spelled: string;
}

/**
 * Reads the address that an answer redirects to (RFC 9110, 10.2.2) as browsers do: an empty value counts as none, several
 * different values are an error, and a byte beyond ASCII stands for itself, percent-encoded. Returns null if there is none.
 */
export function readLocation({ lines, url }: Pick<Answer, "lines" | "url">): Location | null {
  const values = [...new Set(lines("location").map((value) => value.trim()).filter((value) => value !== ""))];
  const [value] = values;
  if (value === undefined) return null;
  const spelled = values.map(readable).join(", ");
  return { target: values.length === 1 ? resolveAddress(escapeBytes(value), url) : null, spelled };
}

function escapeBytes(value: string): string {
  return value.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`);
}

function readable(value: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(value, (byte) => byte.charCodeAt(0)));
  } catch {
    // The value is not UTF-8, so its bytes are shown as they are.
    return value;
  }
}
