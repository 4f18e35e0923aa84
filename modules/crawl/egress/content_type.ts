/** The parts of a Content-Type that decide how an answer is read. */
export interface ContentType {
  /** The media type in lower case and without parameters; empty if the header names none. */
  essence: string;
  charset: string | null;
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const TYPE = new RegExp(`^\\s*(${TOKEN}/${TOKEN})\\s*(?:;(.*))?$`, "s");
/** Matches a type that something follows which is no parameter, as in "text/html charset=utf-8". */
const TYPE_AND_MORE = new RegExp(`^\\s*(${TOKEN}/${TOKEN})(?=[\\s(])`);
const CHARSET = /(?:^|[;\s])charset\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|'([^';]*)'?|([^\s;"']+))/is;
const LONGEST = 8_192;

/**
 * Reads a Content-Type whose lines are joined by commas (Fetch Standard, "extract a MIME type"): the last valid type counts, "*" and
 * "/" alone name none, and a charset stays while the type does. Like Chromium, it takes the type of a line that is not valid behind
 * it if no line is valid. A charset is also read where the semicolon before it is missing.
 */
export function readContentType(header: string | null): ContentType {
  let found: ContentType = { essence: "", charset: null };
  const values = (header ?? "").slice(0, LONGEST).match(/(?:[^,"]|"(?:[^"\\]|\\.)*"?)+/g) ?? [];
  for (const pattern of [TYPE, TYPE_AND_MORE]) {
    for (const value of values) {
      const essence = pattern.exec(value)?.[1]?.toLowerCase();
      if (essence === undefined || essence === "*/*") continue;
      found = { essence, charset: charsetOf(value) ?? (essence === found.essence ? found.charset : null) };
    }
    if (found.essence !== "") return found;
  }
  return { essence: "", charset: charsetOf(header ?? "") };
}

function charsetOf(value: string): string | null {
  const [, quoted, single, plain] = CHARSET.exec(value.slice(0, LONGEST)) ?? [];
  return quoted?.replace(/\\(.)/g, "$1") ?? single ?? plain ?? null;
}
