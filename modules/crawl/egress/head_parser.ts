import { Buffer } from "node:buffer";
import { FetchFault } from "./faults.ts";
import { HEADER_NAMES } from "./limits.ts";

export interface Head {
  status: number;
  /** Ten times the version of HTTP, at most 11. */
  version: number;
  fields: ReadonlyMap<string, readonly string[]>;
}

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const BLANKS = " \t";

/**
 * Parses the head of an answer as Chromium does: every CR and LF ends a line, a line that is no header field is left out, a folded
 * line belongs to the field before it. Throws a `FetchFault` for U+0000, and for lengths that contradict each other.
 */
export function parseHead(bytes: Uint8Array): Head {
  const text = Buffer.from(bytes).toString("latin1");
  if (text.includes("\0")) throw new FetchFault("protocol", { code: "not_http" });
  const [statusLine = "", ...lines] = text.split(/[\r\n]+/);
  return { ...parseStatusLine(statusLine), fields: parseFields(unfolded(lines)) };
}

/** A status line without a number stands for 200, and a version that cannot be read for HTTP/1.0. */
function parseStatusLine(line: string): { status: number; version: number } {
  const [, major = "1", minor = "0"] = /^http\/(\d)[^.]*\.(\d)/i.exec(line) ?? [];
  const [, status = "200"] = /^[^ ]* +(\d{1,9})/.exec(line) ?? [];
  return { status: Number(status), version: Math.min(11, 10 * Number(major) + Number(minor)) };
}

/** Joins each folded line with the field that it continues (RFC 9112, 5.2). */
function unfolded(lines: readonly string[]): string[] {
  const joined: string[] = [];
  let isContinuable = false;
  for (const line of lines) {
    if (line === "") continue;
    const isFolded = isBlank(line[0]);
    if (isFolded && isContinuable) {
      joined.push(`${joined.pop()} ${trimmed(line)}`);
    } else {
      joined.push(line);
      isContinuable = !isFolded && line.indexOf(":") > 0;
    }
  }
  return joined;
}

function parseFields(lines: readonly string[]): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon < 1 || isBlank(line[0])) continue;
    const name = trimmed(line.slice(0, colon)).toLowerCase();
    if (!TOKEN.test(name)) continue;
    const values = fields.get(name);
    if (values) values.push(trimmed(line.slice(colon + 1)));
    else fields.set(name, [trimmed(line.slice(colon + 1))]);
  }
  if (fields.size > HEADER_NAMES) throw new FetchFault("header_flood", { code: "headers_too_large" });
  return fields;
}

/** Removes spaces and tabs at both ends. A regular expression would take quadratic time for a long run of them. */
function trimmed(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isBlank(text[from])) from++;
  while (to > from && isBlank(text[to - 1])) to--;
  return text.slice(from, to);
}

function isBlank(character: string | undefined): boolean {
  return character !== undefined && BLANKS.includes(character);
}
