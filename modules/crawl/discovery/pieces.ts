/** A text that arrives in pieces and is read by positions in the whole. What was passed is forgotten. */
export interface Pieces {
  add(piece: string): void;
  /** Returns the text between two positions. `start` must not be before the start of an earlier call. */
  slice(start: number, end: number): string;
}

export function createPieces(): Pieces {
  const pieces: string[] = [];
  /** The position of the first piece in the whole text. */
  let offset = 0;

  const dropFirst = () => {
    offset += pieces.shift()?.length ?? 0;
  };

  return {
    add: (piece) => void pieces.push(piece),
    slice: (start, end) => {
      if (start >= end) return "";
      while (pieces.length > 1 && start >= offset + (pieces[0]?.length ?? 0)) dropFirst();
      let text = pieces[0]?.slice(start - offset, end - offset) ?? "";
      while (pieces.length > 1 && end > offset + (pieces[0]?.length ?? 0)) {
        dropFirst();
        text += pieces[0]?.slice(0, end - offset) ?? "";
      }
      return text;
    },
  };
}
