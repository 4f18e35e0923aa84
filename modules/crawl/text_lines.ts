/** A line that somebody typed, and its number in the text, from 1. */
export interface TextLine {
  line: number;
  text: string;
}

/** The lines that hold something, trimmed. */
export function linesOf(text: string): TextLine[] {
  return text.split(/\r\n?|\n/u).map((line, index) => ({ line: index + 1, text: line.trim() })).filter(({ text }) => text !== "");
}

/**
 * Addresses as a file or a text field holds them: one a line, or several where each but the first begins with its scheme. Lines
 * that begin with "#" are notes. Runs in the browser as well.
 */
export function addressLines(text: string): TextLine[] {
  return linesOf(text.replace(/^\ufeff/u, "")).filter(({ text }) => !text.startsWith("#"))
    .flatMap(({ line, text }) => text.split(/\s+(?=https?:)/iu).map((address) => ({ line, text: address })));
}
