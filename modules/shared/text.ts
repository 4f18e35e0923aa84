/**
 * Makes a text from outside safe to store and to show. Removes control characters (PostgreSQL refuses U+0000) except tabs and line
 * ends, marks and overrides of the writing direction, byte order marks, and lone surrogates.
 */
export function plainText(text: string): string {
  return text.replace(
    // deno-lint-ignore no-control-regex
    /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu,
    "",
  );
}

/** Splits names that were typed into one field at commas and white space. */
export function splitNames(text: string): string[] {
  return text.split(/[\s,]+/u).filter((name) => name !== "");
}
