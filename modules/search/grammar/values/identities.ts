import { PAGE_LIMIT } from "../../../shared/page.ts";
import type { Atom } from "../ast.ts";
import type { MetatagValue } from "../metatags.ts";
import type { Item } from "../word.ts";
import { type Reading, readList, readValues, unreadable } from "./reading.ts";

/** If at most this many of 64 bits differ, two perceptual hashes are of the same picture (`inspect/phash.ts`). */
const SAME_PICTURE = 8;
/** Of two pictures that have nothing in common, half of the 64 bits differ. */
const FARTHEST = 32;

export function readHash(reading: Reading<Extract<MetatagValue, { kind: "hash" }>>): Atom {
  const { field, digits } = reading.value;
  const hashes = readList(reading, reading.word.items, (item) => {
    if (item.text.length === digits && /^[0-9a-f]+$/i.test(item.text)) return item.text.toLowerCase();
    throw unreadable(reading, item, `this is not ${nameOfDigest(field)}: it has ${item.text.length} characters`);
  });
  return { kind: "hash", field, hashes };
}

function nameOfDigest(field: "md5" | "sha256"): string {
  return field === "md5" ? "an MD5" : "a SHA-256";
}

export function readJob(reading: Reading): Atom {
  return { kind: "job", ids: readValues(reading, reading.word.items, (item) => numberOf(reading, item, item.text)) };
}

export function readSimilar(reading: Reading): Atom {
  const item = reading.word.value;
  const [id = "", distance = String(SAME_PICTURE), ...rest] = item.text.split("~");
  const bits = /^\d{1,2}$/.test(distance) ? Number(distance) : NaN;
  if (rest.length > 0 || !(bits <= FARTHEST)) {
    throw unreadable(reading, item, `the number after ~ says how many bits may differ, from 0 to ${FARTHEST}`);
  }
  return { kind: "similar", id: numberOf(reading, item, id), distance: bits };
}

export function readLimit(reading: Reading): number {
  const item = reading.word.value;
  const limit = numberOf(reading, item, item.text);
  if (limit > PAGE_LIMIT) throw unreadable(reading, item, `${limit} is more than ${PAGE_LIMIT}`);
  return limit;
}

function numberOf(reading: Reading, item: Item, text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw unreadable(reading, item, text === "" ? "a number is missing" : `"${text}" is not a valid number`);
}
