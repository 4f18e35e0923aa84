import { plainText } from "../../shared/text.ts";

const TEXT_LENGTH = 2_000;
/** Printable ASCII, one space at a time: as clean as it gets. */
const CLEAN = /^[!-~]+(?: [!-~]+)*$/;

/**
 * Text from a page, made safe to keep and show (`plainText`), white space folded, at most 2,000 characters. Undefined where
 * nothing is left.
 */
export function cleanText(text: string | undefined): string | undefined {
  if (text === undefined || text === "") return undefined;
  if (text.length <= TEXT_LENGTH && CLEAN.test(text)) return text;
  const clean = plainText(text.slice(0, 4 * TEXT_LENGTH).toWellFormed()).replace(/\s+/g, " ").trim();
  return clean === "" ? undefined : clean.slice(0, TEXT_LENGTH).toWellFormed();
}
