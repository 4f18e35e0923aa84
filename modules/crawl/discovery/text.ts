const TEXT_LENGTH = 2_000;

/**
 * Text from a page, made safe to keep and show: no control characters (PostgreSQL refuses U+0000), no lone surrogates, no
 * bidirectional overrides, white space folded, at most 2,000 characters. Undefined where nothing is left.
 */
export function cleanText(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const clean = text.slice(0, 4 * TEXT_LENGTH).toWellFormed()
    // deno-lint-ignore no-control-regex
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, "")
    .replace(/\s+/g, " ").trim();
  return clean === "" ? undefined : clean.slice(0, TEXT_LENGTH).toWellFormed();
}
