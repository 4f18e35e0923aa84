import type { Log } from "../shared/log.ts";

/** The steps that close what has been opened so far, in the opposite order. */
export interface Closing {
  /** Adds the step that closes what was just opened. */
  add(step: () => Promise<unknown> | unknown): void;
  /** Runs the steps, the last one first. A step that fails is logged, and the others run. */
  close(): Promise<void>;
}

export function createClosing(log: Log): Closing {
  const steps: (() => Promise<unknown> | unknown)[] = [];
  return {
    add: (step) => void steps.push(step),
    close: async () => {
      for (const step of steps.splice(0).reverse()) {
        try {
          await step();
        } catch (error) {
          log.error("Closing failed", { error });
        }
      }
    },
  };
}
