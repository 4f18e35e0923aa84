/** The deepest nesting that is parsed. V8 takes a second for a megabyte of nested brackets. */
const DEPTH = 256;

/** Parses a JSON text. Returns undefined if it is not JSON or nested too deeply. */
export function parseJson(text: string): unknown {
  if (!isShallow(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Undefined says that the text is not JSON, which is no fault of ours.
    return undefined;
  }
}

/** Returns the properties of an object; an empty object for any other value. */
export function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

export function listOf(value: unknown, limit: number): unknown[] {
  return Array.isArray(value) ? value.slice(0, limit) : [];
}

function isShallow(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) at = endOfJsonString(text, at);
    else if (code === 0x7b || code === 0x5b) depth += 1;
    else if (code === 0x7d || code === 0x5d) depth -= 1;
    if (depth > DEPTH) return false;
  }
  return true;
}

/** Returns the position of the quotation mark that ends the string that begins at `start`, or the length of the text. */
export function endOfJsonString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== 0x22) at += text.charCodeAt(at) === 0x5c ? 2 : 1;
  return at;
}
