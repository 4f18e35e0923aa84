import type { Crawl, CrawlSetting } from "./crawl.ts";
import type { Kind, Stage } from "./stage.ts";

/** A fault: its name, how it is caused, and what must be true right after it. */
export interface Fault {
  /** The number by which `deno task soak` chooses faults. Several faults may share one. */
  number: number;
  name: string;
  kinds: readonly Kind[];
  /** Whether the fault needs a disk that can be filled. */
  disk?: true;
  /** The crawl that is under way when the fault happens. */
  crawl?: CrawlSetting;
  /** Causes the fault now. Throws an error with a sentence if the state after it is not as it must be. */
  run(stage: Stage, crawl: Crawl): Promise<void>;
}

export const BOTH: readonly Kind[] = ["embedded", "server"];
export const EMBEDDED: readonly Kind[] = ["embedded"];
export const SERVER: readonly Kind[] = ["server"];
