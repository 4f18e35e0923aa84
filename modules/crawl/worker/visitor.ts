import type { Answer, EgressClient } from "../egress/client.ts";
import type { SiteCrawler } from "../crawler.ts";
import type { CrawlTask, FetchFacts, WorkerReport } from "../messages.ts";
import type { JobOptions } from "../schemas.ts";

/** What a job's worker has for all its URLs. */
export interface Visitor {
  egress: EgressClient;
  crawler: SiteCrawler;
  options: JobOptions;
  /** The name by which a server may speak to this crawler, in small letters. */
  product: string;
  tempDirectory: string;
  report(report: WorkerReport): void;
}

/** One URL, and what was answered to it. */
export interface Visit {
  task: CrawlTask;
  answer: Answer;
  facts: FetchFacts;
  visitor: Visitor;
}
