import type { Crawl, CrawlSetting } from "./crawl.ts";
import type { Kind, Stage } from "./stage.ts";

/** One line of the table: a fault of `security.md`, how it is done, and what must be true right after. */
export interface Fault {
  /** Of the table in the project's security notes; several lines may share one. */
  number: number;
  name: string;
  kinds: readonly Kind[];
  /** Needs a disk that can be filled. */
  disk?: true;
  /** The crawl that is under way when the fault happens. */
  crawl?: CrawlSetting;
  /** Does the fault at this moment, and throws with a sentence where what follows is not as it must be. */
  run(stage: Stage, crawl: Crawl): Promise<void>;
}

export const BOTH: readonly Kind[] = ["embedded", "server"];
export const EMBEDDED: readonly Kind[] = ["embedded"];
export const SERVER: readonly Kind[] = ["server"];
