import { z } from "zod";
import { plainText } from "../../shared/text.ts";

/** The fields of one kind of metadata as readable texts. */
export type Fields = Record<string, string>;

const TEXT_LENGTH = 2_000;
/** The most characters and fields that are kept of one kind of metadata. */
const KIND_LENGTH = 16_000;
const KIND_FIELDS = 300;
/** Names of fields that are dropped: offsets, binary blocks and whole packets mean nothing to a reader. */
const DROPPED =
  /^(_raw|__proto__|MakerNote|.*Pointer|.*Offsets?|.*ByteCounts|PrintImageMatching|.*Thumbnail.*|undefined-.*|Image|base64)$/;
const ONLY_NUMBERS = /^[\d\s,.-]{200,}$/;

const Tag = z.object({ value: z.unknown(), description: z.union([z.string(), z.number()]).optional() });
const Text = z.union([z.string(), z.number()]).transform(String);

/** Returns the fields of one kind from exifreader's result. Values that are not readable text are left out. */
export function fieldsOf(group: unknown): Fields {
  const fields: Fields = {};
  let length = 0;
  for (const [name, value] of entriesOf(group).slice(0, KIND_FIELDS)) {
    const key = cutText(name, 100);
    const text = cutText(textOf(value), TEXT_LENGTH);
    if (DROPPED.test(key) || key === "" || text === "" || ONLY_NUMBERS.test(text)) continue;
    length += key.length + text.length;
    if (length > KIND_LENGTH) break;
    fields[key] = text;
  }
  return fields;
}

/** Returns the values of a field that may have several, as texts. */
export function listOf(group: unknown, name: string): string[] {
  const value = Object.fromEntries(entriesOf(group))[name];
  if (Array.isArray(value)) return value.map(textOf);
  const tag = Tag.safeParse(value);
  if (!tag.success) return [];
  const items = tag.data.value;
  return Array.isArray(items) && items.some((item) => Tag.safeParse(item).success) ? items.map(textOf) : [textOf(value)];
}

/** Makes a text safe to store and show (`plainText()`), and cuts it at `length` characters. */
export function cutText(text: string, length: number): string {
  return plainText(text.slice(0, length)).trim();
}

function entriesOf(group: unknown): [string, unknown][] {
  return typeof group === "object" && group !== null ? Object.entries(group) : [];
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.slice(0, 200).map(textOf).filter((text) => text !== "").join(", ");
  const tag = Tag.safeParse(value);
  if (!tag.success) return "";
  return Text.safeParse(tag.data.description ?? tag.data.value).data ?? "";
}
