/**
 * Reverses the filters of a picture's rows in place (PNG specification, third edition, 9.2). Each row has `stride` bytes, of which
 * the first is its filter type, and `step` bytes per pixel. Returns the rows without their filter types, or null if a type is
 * unknown.
 */
export function unfilter(rows: Uint8Array, stride: number, step: number): Uint8Array | null {
  for (let row = 0; row < rows.length; row += stride) {
    const filter = rows[row] ?? 0;
    if (filter > 4) return null;
    // The row above the first one counts as zeros, so Paeth always chooses the pixel on the left.
    if (row > 0) UNFILTER[filter]?.(rows, row + 1, row + stride, stride, step);
    else if (filter === 3) averageWithLeft(rows, 1 + step, stride, step);
    else if (filter === 1 || filter === 4) addLeft(rows, 1, stride, stride, step);
  }
  const length = stride - 1;
  const height = rows.length / stride;
  for (let y = 0; y < height; y++) rows.copyWithin(y * length, y * stride + 1, (y + 1) * stride);
  return new Uint8Array(rows.buffer, rows.byteOffset, height * length);
}

/** Unfilters the row from `start` to `end`. The row above begins `stride` bytes before. Indices are within the rows by construction. */
type Unfilter = (rows: Uint8Array, start: number, end: number, stride: number, step: number) => void;

const UNFILTER: readonly (Unfilter | null)[] = [null, addLeft, addAbove, addAverage, addPaeth];

function addLeft(rows: Uint8Array, start: number, end: number, _stride: number, step: number): void {
  for (let at = start + step; at < end; at++) rows[at] = rows[at]! + rows[at - step]!;
}

function addAbove(rows: Uint8Array, start: number, end: number, stride: number): void {
  for (let at = start; at < end; at++) rows[at] = rows[at]! + rows[at - stride]!;
}

function addAverage(rows: Uint8Array, start: number, end: number, stride: number, step: number): void {
  for (let at = start; at < start + step; at++) rows[at] = rows[at]! + (rows[at - stride]! >> 1);
  for (let at = start + step; at < end; at++) rows[at] = rows[at]! + ((rows[at - step]! + rows[at - stride]!) >> 1);
}

function averageWithLeft(rows: Uint8Array, start: number, end: number, step: number): void {
  for (let at = start; at < end; at++) rows[at] = rows[at]! + (rows[at - step]! >> 1);
}

/**
 * Adds the Paeth predictor (9.4): whichever of left, above and upper left is nearest to left + above - upper left. It has no
 * branches, which a processor would often predict wrongly. `threshold` compares 3 x upper left with the lower and the higher of
 * left and above: between them, upper left is nearest; beyond one of them, the other one is.
 */
function addPaeth(rows: Uint8Array, start: number, end: number, stride: number, step: number): void {
  addAbove(rows, start, start + step, stride);
  for (let at = start + step; at < end; at++) {
    const left = rows[at - step]!, above = rows[at - stride]!, upperLeft = rows[at - stride - step]!;
    const difference = left - above;
    const negative = difference & (difference >> 31);
    const low = above + negative, high = left - negative;
    const threshold = 3 * upperLeft - left - above;
    const isBelowHigh = (threshold - high) >> 31, isAboveLow = (low - threshold) >> 31;
    const lower = (upperLeft & isBelowHigh) | (low & ~isBelowHigh);
    rows[at] = rows[at]! + ((lower & isAboveLow) | (high & ~isAboveLow));
  }
}
