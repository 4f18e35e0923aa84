/** Returns the name of the encoding that a label stands for (Encoding Standard, "get an encoding"), or null if it stands for none. */
export function encodingNamed(label: string | null | undefined): string | null {
  if (label === null || label === undefined) return null;
  try {
    return new TextDecoder(label).encoding;
  } catch {
    // The label names no encoding, or one that browsers do not decode.
    return null;
  }
}

/** The encodings of the pages of a job that are not UTF-8, as long as its worker lives. */
export interface Encodings {
  note(url: string, encoding: string): void;
  of(url: string | null | undefined): string | undefined;
}

/** The oldest pages are forgotten first. */
const REMEMBERED = 10_000;

export function createEncodings(): Encodings {
  const encodings = new Map<string, string>();
  return {
    note: (url, encoding) => {
      if (encoding === "utf-8") return;
      encodings.set(url, encoding);
      const oldest = encodings.size > REMEMBERED ? encodings.keys().next().value : undefined;
      if (oldest !== undefined) encodings.delete(oldest);
    },
    of: (url) => encodings.get(url ?? ""),
  };
}
