/** Returns the bytes of a character in an encoding, or null if the encoding does not have it. */
export type Encoder = (character: string) => readonly number[] | null;

const FIRST_LEAD = 0x81;
const LAST_LEAD = 0xfe;
const FIRST_TRAIL = 0x40;

/** Multi-byte encodings by the name that `TextDecoder` gives them. All other ones have one byte for a character. */
const DOUBLE = new Set(["gbk", "gb18030", "big5", "euc-jp", "shift_jis", "euc-kr"]);
/** Encoding Standard, "get an output encoding": nothing is sent in these, but in UTF-8. */
const AS_UTF8 = new Set(["utf-8", "utf-16le", "utf-16be"]);
/** Encoding Standard, "index Big5 pointer": of these characters the last code counts, of all others the first. */
const BIG5_LAST: readonly [string, readonly number[]][] = [
  ["═", [0xf9, 0xf9]],
  ["╞", [0xf9, 0xe9]],
  ["╡", [0xf9, 0xeb]],
  ["╪", [0xf9, 0xea]],
  ["十", [0xa4, 0x51]],
  ["卅", [0xa4, 0xca]],
];

const encoders = new Map<string, Encoder | null>();

/**
 * Returns the encoder of an encoding (Encoding Standard), or null if text is to be sent as UTF-8. `encoding` is a name as
 * `TextDecoder` gives it. The platform encodes UTF-8 only, so the table is made by decoding all codes once.
 */
export function encoderOf(encoding: string): Encoder | null {
  const known = encoders.get(encoding);
  if (known !== undefined) return known;
  const encoder = AS_UTF8.has(encoding) ? null : makeEncoder(encoding);
  encoders.set(encoding, encoder);
  return encoder;
}

function makeEncoder(encoding: string): Encoder {
  if (encoding === "iso-2022-jp") return escaped(makeEncoder("euc-jp"));
  const table = new Map<string, readonly number[]>();
  // The decoder of gb18030 reads 0x80 as the euro, which the encoder sends as two bytes.
  if (encoding !== "gb18030") addCodes(table, encoding, Array.from({ length: 128 }, (_, byte) => [0x80 + byte]));
  if (DOUBLE.has(encoding)) addCodes(table, encoding, pairs(encoding));
  if (encoding === "gb18030") addCodes(table, encoding, quadruples());
  if (encoding === "big5") { for (const [character, code] of BIG5_LAST) table.set(character, code); }
  if (encoding === "gbk") table.set("€", [0x80]);
  if (encoding === "shift_jis" || encoding === "euc-jp") {
    table.set("¥", [0x5c]).set("‾", [0x7e]).set("−", table.get("－") ?? []);
  }
  return (character) => table.get(character) ?? (encoding === "gb18030" ? beyondBmp(character) : null);
}

/**
 * Decodes codes and notes the character of each. Codes that are not valid or are several characters are left out. No code holds a
 * line feed and no lead byte takes one as its trail, so all codes are decoded in one go, which is fifty times faster.
 */
function addCodes(table: Map<string, readonly number[]>, encoding: string, codes: readonly number[][]): void {
  for (const [index, text] of decodeCodes(encoding, codes).entries()) {
    const code = codes[index];
    if (code !== undefined && isCharacter(text) && !table.has(text)) table.set(text, code);
  }
}

function decodeCodes(encoding: string, codes: readonly number[][]): string[] {
  const bytes = new Uint8Array(codes.length * 5);
  let end = 0;
  for (const code of codes) {
    for (const byte of code) bytes[end++] = byte;
    bytes[end++] = 0x0a;
  }
  return new TextDecoder(encoding).decode(bytes.subarray(0, end)).split("\n");
}

function isCharacter(text: string): boolean {
  if (text.length === 1) return text !== "\ufffd";
  return text.length === 2 && (text.codePointAt(0) ?? 0) > 0xffff;
}

function pairs(encoding: string): number[][] {
  const codes: number[][] = [];
  for (let lead = FIRST_LEAD; lead <= LAST_LEAD; lead++) {
    for (let trail = FIRST_TRAIL; trail <= LAST_LEAD; trail++) {
      if (isSent(encoding, lead, trail)) codes.push([lead, trail]);
    }
  }
  return codes;
}

/** Whether a pair is sent at all: the decoders of Big5 and Shift_JIS know codes that the encoders do not use. */
function isSent(encoding: string, lead: number, trail: number): boolean {
  if (encoding === "big5") return lead >= 0xa1;
  if (encoding !== "shift_jis") return true;
  const pointer = (lead - (lead < 0xa0 ? 0x81 : 0xc1)) * 188 + trail - (trail < 0x7f ? 0x40 : 0x41);
  return pointer < 8_272 || pointer > 8_835;
}

/** The codes of four bytes that stand for characters of the Basic Multilingual Plane. */
function quadruples(): number[][] {
  return Array.from({ length: 39_420 }, (_, pointer) => quadruple(pointer));
}

function beyondBmp(character: string): number[] | null {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? quadruple(code - 0x10000 + 189_000) : null;
}

/** Encoding Standard, "gb18030 encoder". */
function quadruple(pointer: number): number[] {
  const [second, third, fourth] = [Math.trunc(pointer / 1_260) % 10, Math.trunc(pointer / 10) % 126, pointer % 10];
  return [0x81 + Math.trunc(pointer / 12_600), 0x30 + second, 0x81 + third, 0x30 + fourth];
}

/** Encodes ISO-2022-JP: characters of JIS X 0208 are those of EUC-JP without the high bits, between two escape sequences. */
function escaped(eucJp: Encoder): Encoder {
  return (character) => {
    if (character === "¥" || character === "‾") return [0x1b, 0x28, 0x4a, character === "¥" ? 0x5c : 0x7e, 0x1b, 0x28, 0x42];
    const full = /[\uff61-\uff9f]/.test(character) ? fullWidth(character) : character;
    const code = eucJp(full);
    if (code === null || code.length === 1) return code;
    return [0x1b, 0x24, 0x42, ...code.map((byte) => byte & 0x7f), 0x1b, 0x28, 0x42];
  };
}

function fullWidth(katakana: string): string {
  const marks: Record<string, string> = { "\uff9e": "゛", "\uff9f": "゜" };
  return marks[katakana] ?? katakana.normalize("NFKC");
}
