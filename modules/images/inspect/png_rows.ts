/**
 * Reverses the filters of a picture's rows in place (PNG specification, third edition, 9.2), each of `stride` bytes with its
 * filter type before it, `step` bytes a pixel; returns the rows without their filter types. Null where a type is unknown.
 */
export function unfilter(rows: Uint8Array, stride: number, step: number): Uint8Array | null {
  for (let row = 0; row < rows.length; row += stride) {
    const filter = rows[row] ?? 0;
    if (filter > 4) return null;
    // There is nothing above the first row: what is above counts for nothing, and the left alone is what Paeth chooses.
    if (row > 0) UNFILTER[filter]?.(rows, row + 1, row + stride, stride, step);
    else if (filter === 3) averageWithLeft(rows, 1 + step, stride, step);
    else if (filter === 1 || filter === 4) addLeft(rows, 1, stride, stride, step);
  }
  const length = stride - 1;
  const height = rows.length / stride;
  for (let y = 0; y < height; y++) rows.copyWithin(y * length, y * stride + 1, (y + 1) * stride);
  return new Uint8Array(rows.buffer, rows.byteOffset, height * length);
}

/** From `start` to `end` is one row, `stride` bytes before is the one above it. Indices are within the rows by construction. */
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
 * Of left, above and the one between them, Paeth chooses the nearest to left + above - between (9.4). Without branches, which a
 * processor would guess wrongly: where three times the one between is beyond both others, the farther of them is nearest.
 */
function addPaeth(rows: Uint8Array, start: number, end: number, stride: number, step: number): void {
  addAbove(rows, start, start + step, stride);
  for (let at = start + step; at < end; at++) {
    const left = rows[at - step]!, above = rows[at - stride]!, between = rows[at - stride - step]!;
    const difference = left - above;
    const negative = difference & (difference >> 31);
    const low = above + negative, high = left - negative;
    const threshold = 3 * between - left - above;
    const isBelowHigh = (threshold - high) >> 31, isAboveLow = (low - threshold) >> 31;
    const lower = (between & isBelowHigh) | (low & ~isBelowHigh);
    rows[at] = rows[at]! + ((lower & isAboveLow) | (high & ~isAboveLow));
  }
}
