/** The beginning of a tag name in the stored spelling. A space at the end becomes the underscore before the next word. */
export function typedName(text: string): string {
  return text.normalize("NFC").trimStart().toLowerCase().replace(/[\s_]+/gu, "_");
}
