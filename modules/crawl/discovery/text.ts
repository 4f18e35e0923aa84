import { plainText } from "../../shared/text.ts";

const TEXT_LENGTH = 2_000;
/** Matches printable ASCII with single spaces, which needs no cleaning. */
const CLEAN = /^[!-~]+(?: [!-~]+)*$/;

/**
 * Makes a text from a page safe to store and show (`plainText()`), folds its white space and cuts it at 2,000 characters. Returns
 * undefined if nothing is left.
 */
export function cleanText(text: string | undefined): string | undefined {
  if (text === undefined || text === "") return undefined;
  if (text.length <= TEXT_LENGTH && CLEAN.test(text)) return text;
  const clean = plainText(text.slice(0, 4 * TEXT_LENGTH).toWellFormed()).replace(/\s+/g, " ").trim();
  return clean === "" ? undefined : clean.slice(0, TEXT_LENGTH).toWellFormed();
}
