import type { Item, Span } from "../word.ts";

/** A range in the form in which it is written. */
export type Range<Point> =
  | { kind: "one"; point: Point }
  | { kind: "compare"; sign: Sign; point: Point }
  | { kind: "between"; from: Point | null; to: Point | null };

export type Sign = ">" | ">=" | "<" | "<=";

const SIGNS: readonly Sign[] = [">=", "<=", ">", "<"];

/** Reads `5`, `>5`, `>=5`, `<5`, `<=5`, `5..`, `..5` and `5..10`. `readPoint` throws if a text is not a point. */
export function readRange<Point>(item: Item, readPoint: (text: string, span: Span) => Point): Range<Point> {
  const { text } = item;
  const sign = SIGNS.find((sign) => text.startsWith(sign));
  if (sign) return { kind: "compare", sign, point: readPoint(text.slice(sign.length), item) };
  const dots = text.indexOf("..");
  if (dots === -1) return { kind: "one", point: readPoint(text, item) };
  const [left, right] = [text.slice(0, dots), text.slice(dots + 2)];
  const from = left === "" && right !== "" ? null : readPoint(left, item);
  return { kind: "between", from, to: right === "" ? null : readPoint(right, item) };
}

/** Returns the canonical text of a range. */
export function writeRange<Point extends { text: string }>(range: Range<Point>): string {
  switch (range.kind) {
    case "one":
      return range.point.text;
    case "compare":
      return range.sign + range.point.text;
    case "between":
      return `${range.from?.text ?? ""}..${range.to?.text ?? ""}`;
  }
}
