/** What was typed so far, as a tag name is spelled; a space at the end is the underscore that the next word follows. */
export function typedName(text: string): string {
  return text.normalize("NFC").trimStart().toLowerCase().replace(/[\s_]+/gu, "_");
}
