/** One candidate of a srcset attribute. It has at most one of `width` and `density`, and `height` only beside `width`. */
export interface SrcsetCandidate {
  url: string;
  /** Pixels: the `w` descriptor. */
  width?: number;
  /** Image pixels per CSS pixel: the `x` descriptor. */
  density?: number;
  /** Pixels: the `h` descriptor, which the standard reserves. */
  height?: number;
}

const CANDIDATES = 10_000;
const COMMA = 0x2c;
const LEFT_PARENTHESIS = 0x28;
const RIGHT_PARENTHESIS = 0x29;
const INTEGER = /^[0-9]+$/;
/** A "valid floating-point number" (HTML Standard, 2.3.4.3). */
const FLOAT = /^-?(?:[0-9]+|[0-9]*\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/;

/**
 * Returns the candidates of a srcset attribute in order, by the standard's algorithm (HTML Standard, 4.8.4.2.1, "parse a srcset
 * attribute"): a URL may hold a comma, and a candidate with a bad descriptor is left out. Linear in time; only the first 10,000
 * candidates are returned.
 */
export function parseSrcset(input: string): SrcsetCandidate[] {
  const candidates: SrcsetCandidate[] = [];
  let position = 0;
  while (true) {
    while (position < input.length && (isSpace(input.charCodeAt(position)) || input.charCodeAt(position) === COMMA)) position++;
    if (position >= input.length || candidates.length >= CANDIDATES) return candidates;
    const start = position;
    while (position < input.length && !isSpace(input.charCodeAt(position))) position++;
    let end = position;
    while (end > start && input.charCodeAt(end - 1) === COMMA) end--;
    const url = input.slice(start, end);
    if (end < position) {
      candidates.push({ url });
      continue;
    }
    const tokens = tokenizeDescriptors(input, position);
    position = tokens.position;
    const candidate = withDescriptors(url, tokens.descriptors);
    if (candidate !== null) candidates.push(candidate);
  }
}

/** The standard's "descriptor tokenizer". It reads from `position` past the comma that ends the candidate. */
function tokenizeDescriptors(input: string, position: number): { descriptors: string[]; position: number } {
  const descriptors: string[] = [];
  let start = -1;
  let inParentheses = false;
  for (; position < input.length; position++) {
    const code = input.charCodeAt(position);
    if (inParentheses) {
      inParentheses = code !== RIGHT_PARENTHESIS;
    } else if (isSpace(code) || code === COMMA) {
      if (start !== -1) descriptors.push(input.slice(start, position));
      start = -1;
      if (code === COMMA) return { descriptors, position: position + 1 };
    } else {
      if (start === -1) start = position;
      inParentheses = code === LEFT_PARENTHESIS;
    }
  }
  if (start !== -1) descriptors.push(input.slice(start));
  return { descriptors, position };
}

/** The standard's "descriptor parser". Returns null if it finds an error. */
function withDescriptors(url: string, descriptors: string[]): SrcsetCandidate | null {
  const candidate: SrcsetCandidate = { url };
  for (const descriptor of descriptors) {
    const number = descriptor.slice(0, -1);
    if (!applyDescriptor(candidate, number, descriptor.at(-1))) return null;
  }
  return candidate.height !== undefined && candidate.width === undefined ? null : candidate;
}

function applyDescriptor(candidate: SrcsetCandidate, number: string, unit: string | undefined): boolean {
  const { width, density, height } = candidate;
  const value = Number(number);
  if (!Number.isFinite(value)) return false;
  if (unit === "w" && INTEGER.test(number) && width === undefined && density === undefined && value > 0) {
    candidate.width = value;
  } else if (unit === "h" && INTEGER.test(number) && height === undefined && density === undefined && value > 0) {
    candidate.height = value;
  } else if (unit === "x" && FLOAT.test(number) && width === undefined && density === undefined && height === undefined) {
    // "-0" is not less than 0, so it is valid and means 0.
    if (value < 0) return false;
    candidate.density = Math.abs(value);
  } else {
    return false;
  }
  return true;
}

/** ASCII whitespace (Infra Standard): no vertical tab, no no-break space. */
function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d || code === 0x0c;
}
