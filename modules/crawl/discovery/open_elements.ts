/** The namespace of the children of an element: null means HTML. */
export type Foreign = "svg" | "math" | null;

interface OpenElement {
  name: string;
  foreign: Foreign;
}

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
  const stack: OpenElement[] = [];
  /** How many elements of a name are open, so that an end tag that closes nothing is not searched for. */
  const counts = new Map<string, number>();

  const closeInnermost = (implied: boolean) => {
    const element = stack.pop();
    if (element === undefined) return;
    const left = (counts.get(element.name) ?? 1) - 1;
    if (left === 0) counts.delete(element.name);
    else counts.set(element.name, left);
    closed(element.name, implied);
  };

  return {
    innermost: () => stack.at(-1)?.name,
    foreign: () => stack.at(-1)?.foreign ?? null,
    isOpen: (name) => counts.has(name),
    push: (name, foreign) => {
      if (stack.length >= limit) closeInnermost(true);
      stack.push({ name, foreign });
      counts.set(name, (counts.get(name) ?? 0) + 1);
    },
    closeInnermost,
    close: (name) => {
      if (!counts.has(name)) return;
      while (stack.at(-1)?.name !== name) closeInnermost(true);
      closeInnermost(false);
    },
    closeAll: () => {
      while (stack.length > 0) closeInnermost(true);
    },
  };
}
