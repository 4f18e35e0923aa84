/** The namespace of the children of an element: null means HTML. */
export type Foreign = "svg" | "math" | null;

/** The most names that are remembered although no element of them is open, because they will come again. */
const COUNTS = 1_000;

export interface OpenElements {
  /** Returns the name of the innermost open element, or undefined if none is open. */
  innermost(): string | undefined;
  /** Returns the namespace of what is read next. */
  foreign(): Foreign;
  isOpen(name: string): boolean;
  push(name: string, foreign: Foreign): void;
  closeInnermost(implied: boolean): void;
  /** Closes the innermost element of a name and all elements in it. Does nothing if no element of that name is open. */
  close(name: string): void;
  closeAll(): void;
}

/**
 * Holds the elements that are open at one point of a document, and calls `closed` for each that ends; `implied` says that another
 * tag ended it. If `limit` elements are open, the innermost one ends when the next one begins, so that the two are siblings. Each
 * call takes constant time for each element that it opens or closes, whatever is open.
 */
export function createOpenElements(limit: number, closed: (name: string, implied: boolean) => void): OpenElements {
  /** The names of the open elements, and beside each the namespace of its children. */
  const names: string[] = [];
  const namespaces: Foreign[] = [];
  /** How many elements of a name are open, so that an end tag that closes nothing is not searched for. */
  const counts = new Map<string, number>();

  const closeInnermost = (implied: boolean) => {
    const name = names.pop();
    if (name === undefined) return;
    namespaces.pop();
    const left = (counts.get(name) ?? 1) - 1;
    // The names of a page are few, but a hostile page has another one in each tag.
    if (left === 0 && counts.size > COUNTS) counts.delete(name);
    else counts.set(name, left);
    closed(name, implied);
  };

  const isOpen = (name: string) => (counts.get(name) ?? 0) > 0;

  return {
    innermost: () => names[names.length - 1],
    foreign: () => namespaces[namespaces.length - 1] ?? null,
    isOpen,
    push: (name, foreign) => {
      if (names.length >= limit) closeInnermost(true);
      names.push(name);
      namespaces.push(foreign);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    },
    closeInnermost,
    close: (name) => {
      if (!isOpen(name)) return;
      while (names[names.length - 1] !== name) closeInnermost(true);
      closeInnermost(false);
    },
    closeAll: () => {
      while (names.length > 0) closeInnermost(true);
    },
  };
}
