/// <reference lib="deno.worker" />
import { messageOf } from "../../shared/errors.ts";
import { type CookieJar, openJar } from "../cookies/jar.ts";
import { createEgress } from "../egress/client.ts";
import { WorkerCommand, type WorkerReport } from "../messages.ts";
import { productToken } from "../politeness/robots_file.ts";
import { createKnownWords } from "./known_words.ts";
import { createCookieTrail } from "./cookie_trail.ts";
import { createEncodings } from "./encoding_names.ts";
import { loadCrawler } from "./load_crawler.ts";
import { createAnswerTimes } from "./answer_times.ts";
import { createReferrers } from "./referrers.ts";
import { markingOnce } from "./reports.ts";
import { visit } from "./visit.ts";
import type { Visitor } from "./visitor.ts";

/** The Web Worker of one running job. It fetches, parses, hashes, writes temp files and reports. It has no database. */
const HEARTBEAT_MILLISECONDS = 1_000;
/** How often the cookies are reported, if they have changed. */
const COOKIES_MILLISECONDS = 1_000;

let visitor: Visitor | undefined;

self.onmessage = (event: MessageEvent<unknown>) => void obey(WorkerCommand.parse(event.data));
setInterval(() => report({ type: "heartbeat" }), HEARTBEAT_MILLISECONDS);

async function obey(command: WorkerCommand): Promise<void> {
  if (command.type === "start") return await start(command);
  if (!visitor) return;
  for (const task of command.tasks) void visit(task, visitor);
}

async function start(command: Extract<WorkerCommand, { type: "start" }>): Promise<void> {
  const { options, secrets, secretOrigins, egress, tempDirectory, crawlerUrl } = command;
  try {
    const crawler = await loadCrawler(crawlerUrl);
    const jar = openJar(command.cookieJar);
    setInterval(() => reportCookies(jar), COOKIES_MILLISECONDS);
    visitor = {
      crawler,
      report: markingOnce(report),
      options,
      product: productToken(options.userAgent ?? egress.userAgent),
      tempDirectory,
      words: createKnownWords(),
      referrers: createReferrers(),
      encodings: createEncodings(),
      egress: createEgress(egress, {
        connections: options.perHostConcurrency,
        userAgent: options.userAgent,
        secrets,
        secretOrigins,
        jar,
      }),
      cookies: createCookieTrail(jar),
      answerTimes: createAnswerTimes(),
    };
    report({ type: "ready", crawler: crawler.name });
  } catch (error) {
    report({ type: "unusable", reason: messageOf(error).slice(0, 2_000) });
  }
}

function reportCookies(jar: CookieJar): void {
  const changes = jar.changes();
  if (changes !== null) report({ type: "cookies", jar: changes });
}

function report(message: WorkerReport): void {
  self.postMessage(message);
}
