import type { Answer, EgressClient } from "../egress/client.ts";
import type { SiteCrawler } from "../crawler.ts";
import type { CrawlTask, FetchFacts, WorkerReport } from "../messages.ts";
import type { KnownWords } from "./known_words.ts";
import type { JobOptions } from "../schemas.ts";
import type { Encodings } from "./encoding_names.ts";
import type { Referrers } from "./referrers.ts";
import type { AnswerTimes } from "./answer_times.ts";
import type { CookieTrail } from "./cookie_trail.ts";

/** What the worker of a job needs for each of its URLs. */
export interface Visitor {
  egress: EgressClient;
  crawler: SiteCrawler;
  options: JobOptions;
  /** The product token of this crawler in lower case, by which a server may address it. */
  product: string;
  tempDirectory: string;
  /** The words of the pages that were read. */
  words: KnownWords;
  referrers: Referrers;
  encodings: Encodings;
  cookies: CookieTrail;
  answerTimes: AnswerTimes;
  report(report: WorkerReport): void;
}

/** One URL and the answer to it. */
export interface Visit {
  task: CrawlTask;
  answer: Answer;
  facts: FetchFacts;
  visitor: Visitor;
}
