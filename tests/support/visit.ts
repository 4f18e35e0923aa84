import { createEgress, type EgressLimits } from "../../modules/crawl/egress/client.ts";
import type { SiteCrawler } from "../../modules/crawl/crawler.ts";
import website from "../../modules/crawl/crawlers/website.ts";
import type { CrawlTask, WorkerReport } from "../../modules/crawl/messages.ts";
import { JobOptions } from "../../modules/crawl/schemas.ts";
import { createKnownWords } from "../../modules/crawl/worker/known_words.ts";
import { openJar } from "../../modules/crawl/cookies/jar.ts";
import { createCookieTrail } from "../../modules/crawl/worker/cookie_trail.ts";
import { createEncodings, type Encodings } from "../../modules/crawl/worker/encoding_names.ts";
import { markingOnce } from "../../modules/crawl/worker/reports.ts";
import { createAnswerTimes } from "../../modules/crawl/worker/answer_times.ts";
import { createReferrers } from "../../modules/crawl/worker/referrers.ts";
import { visit } from "../../modules/crawl/worker/visit.ts";

export interface VisitSetting {
  url: string;
  kind?: CrawlTask["kind"];
  options?: Partial<JobOptions>;
  crawler?: SiteCrawler;
  limits?: Partial<EgressLimits>;
  tempDirectory?: string;
  referrer?: string;
  attempt?: number;
  /** Replaces what a visitor remembers of earlier URLs. */
  encodings?: Encodings;
}

/** Visits one URL of a loopback site as a job's worker does, and returns the reports. The last one concludes the URL. */
export async function visitOnce(setting: VisitSetting): Promise<WorkerReport[]> {
  const {
    url,
    kind = "page",
    options = {},
    crawler = website,
    limits = {},
    tempDirectory = "/nowhere",
    referrer,
    attempt = 1,
    encodings = createEncodings(),
  } = setting;
  const reports: WorkerReport[] = [];
  const policy = { userAgent: "ImageTagger/1.0", allowedPorts: [], allowedPrivateHosts: [new URL(url).host], ownAddresses: [] };
  const jar = openJar();
  const egress = createEgress(policy, { limits: { totalMilliseconds: 5_000, ...limits }, jar });
  const report = markingOnce((one) => reports.push(one));
  const cookies = createCookieTrail(jar);
  const visitor = {
    egress,
    crawler,
    options: JobOptions.parse(options),
    product: "imagetagger",
    tempDirectory,
    words: createKnownWords(),
    cookies,
    referrers: createReferrers(),
    encodings,
    answerTimes: createAnswerTimes(),
    report,
  };
  await visit({ id: 1, url, kind, depth: 0, attempt, referrer }, visitor).finally(() => egress.close());
  return reports;
}

/** Describes how a URL was concluded: the type of the report, and its reason or new kind. */
export async function conclusion(setting: VisitSetting): Promise<string> {
  const last = (await visitOnce(setting)).at(-1);
  if (last?.type === "rejected" || last?.type === "failed") return `${last.type} ${last.reason}`;
  return last?.type === "retype" ? `retype ${last.kind}` : last?.type ?? "nothing";
}
