import { forgetOldest } from "./forget_oldest.ts";

/** A page that brought nothing but addresses of images that were not fetched yet. */
export interface AwaitingPage {
  url: string;
  referrer?: string | null | undefined;
}

/** Decides about pages by the bytes of their images: a calendar may name a new address for the same picture on each page. */
export interface AwaitedImages {
  /** Takes a page with the ids of its new images. It is decided when one of them is new by its bytes, or when none is. */
  wait(page: AwaitingPage, images: readonly number[]): void;
  /** Tells how an image ended. `isNew`: no image of the job before it had its bytes. */
  ended(id: number, isNew: boolean): void;
}

interface Waiting {
  page: AwaitingPage;
  left: number;
  isDecided: boolean;
}

/** The number of images that are waited for. The oldest are forgotten first, and pages without others are never decided. */
const AWAITED = 100_000;
/** The number of images that ended before their page did and are remembered for it. */
const EARLY = 1_000;

export function createAwaitedImages(decide: (page: AwaitingPage, isGood: boolean) => void): AwaitedImages {
  const awaited = new Map<number, Waiting>();
  const early = new Map<number, boolean>();

  const apply = (waiting: Waiting, isNew: boolean) => {
    waiting.left -= 1;
    if (waiting.isDecided || (!isNew && waiting.left > 0)) return;
    waiting.isDecided = true;
    decide(waiting.page, isNew);
  };

  return {
    wait: (page, images) => {
      const waiting = { page, left: images.length, isDecided: false };
      for (const id of images) {
        const ended = early.get(id);
        if (ended === undefined) awaited.set(id, waiting);
        else apply(waiting, ended);
      }
      forgetOldest(awaited, AWAITED);
    },
    ended: (id, isNew) => {
      const waiting = awaited.get(id);
      awaited.delete(id);
      if (waiting !== undefined) return apply(waiting, isNew);
      early.set(id, isNew);
      forgetOldest(early, EARLY);
    },
  };
}
