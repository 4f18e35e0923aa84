/** A line of a text, with its number from 1. */
export interface TextLine {
  line: number;
  text: string;
}

/** Returns the lines that are not empty, trimmed. */
export function linesOf(text: string): TextLine[] {
  return text.split(/\r\n?|\n/u).map((line, index) => ({ line: index + 1, text: line.trim() })).filter(({ text }) => text !== "");
}

/**
 * Returns the addresses in a file or a text field: one per line, or several if each but the first begins with its scheme. Lines that
 * begin with "#" are comments. Also runs in the browser.
 */
export function addressLines(text: string): TextLine[] {
  return linesOf(text.replace(/^\ufeff/u, "")).filter(({ text }) => !text.startsWith("#"))
    .flatMap(({ line, text }) => text.split(/\s+(?=https?:)/iu).map((address) => ({ line, text: address })));
}
