import type { Atom, HostPattern, TextPattern } from "../ast.ts";
import type { MetatagValue } from "../metatags.ts";
import type { Item } from "../word.ts";
import { type Reading, readList, readValues, unreadable } from "./reading.ts";

type TextValue = Extract<MetatagValue, { kind: "text" }>;

/** Control characters and halves of surrogate pairs. No stored text has them, and the database refuses some. */
const UNSTORABLE = /[\p{Cc}\p{Cs}]/u;
const HOST = /^(?:[a-z0-9_.*-]+|\[[0-9a-f:.]+\])(?::[0-9*]{1,5})?$/;

export function readText(reading: Reading<TextValue>): Atom {
  const { value: { field, lists }, word } = reading;
  const values = readValues(reading, lists ? word.items : [word.value], (item) => patternOf(reading, item));
  const isOpen = values.kind === "list" && values.list.some(({ pieces }) => pieces.every((piece) => piece === ""));
  return { kind: "text", field, values: isOpen ? { kind: "any" } : values };
}

function patternOf(reading: Reading<TextValue>, item: Item): TextPattern {
  if (UNSTORABLE.test(item.text)) {
    throw unreadable(reading, item, "this contains a control character or half of a surrogate pair");
  }
  const pieces = item.pieces.map((piece) => piece.normalize("NFC"));
  if (pieces.length === 1) return { pieces: ["", ...pieces, ""] };
  return { pieces: pieces.filter((piece, index) => piece !== "" || index === 0 || index === pieces.length - 1) };
}

export function readSite(reading: Reading): Atom {
  return { kind: "site", hosts: readList(reading, reading.word.items, (item) => hostOf(reading, item)) };
}

/** Reads a host. An international name is converted to ASCII, as in stored URLs. */
function hostOf(reading: Reading, item: Item): HostPattern {
  const [, address] = /^[a-z]+:\/\/([^/]+)/i.exec(item.text) ?? [];
  if (address) {
    throw unreadable(
      reading,
      item,
      `this is an address. To find images of its host, write site:${address}. To find images of the page, write page:${item.text}`,
    );
  }
  const text = item.text.toLowerCase();
  const host = HOST.test(text) ? text : asciiOf(text);
  if (host === null || !HOST.test(host)) throw unreadable(reading, item, `"${item.text}" is not a host name`);
  return host;
}

function asciiOf(text: string): string | null {
  return /[\s/?#@\\*]/.test(text) ? null : URL.parse(`http://${text}`)?.host ?? null;
}
