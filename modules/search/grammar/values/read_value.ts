import type { Atom, Order } from "../ast.ts";
import { ORDERS } from "../choices.ts";
import type { Metatag } from "../metatags.ts";
import type { Word } from "../word.ts";
import { readChoice, readFileType, readFound, readHas, readIs } from "./choice.ts";
import { readHash, readJob, readLimit, readSimilar } from "./identities.ts";
import { readNumber } from "./numbers.ts";
import type { Reading } from "./reading.ts";
import { readSite, readText } from "./texts.ts";
import { readTime } from "./times.ts";

/** A condition, or a setting of the whole search. */
export type Value = { kind: "atom"; atom: Atom } | { kind: "order"; order: Order } | { kind: "limit"; limit: number };

/** Reads a word whose prefix is this metatag. Throws `malformed`, which says what to write instead. */
export function readValue(metatag: Metatag, word: Word, now: Date): Value {
  const reading: Reading = { metatag, value: metatag.value, word, now };
  if (metatag.value.kind === "order") return { kind: "order", order: readChoice(reading, ORDERS) };
  if (metatag.value.kind === "limit") return { kind: "limit", limit: readLimit(reading) };
  return { kind: "atom", atom: readAtom(reading) };
}

function readAtom(reading: Reading): Atom {
  const { value } = reading;
  switch (value.kind) {
    case "number":
      return readNumber({ ...reading, value });
    case "time":
      return readTime({ ...reading, value });
    case "text":
      return readText({ ...reading, value });
    case "hash":
      return readHash({ ...reading, value });
    case "is":
      return readIs(reading);
    case "has":
      return readHas(reading);
    case "filetype":
      return readFileType(reading);
    case "found":
      return readFound(reading);
    case "site":
      return readSite(reading);
    case "similar":
      return readSimilar(reading);
    default:
      return readJob(reading);
  }
}
