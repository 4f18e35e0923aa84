import { messageOf } from "../../modules/shared/errors.ts";
import { between, type Random } from "../support/random.ts";
import { type Crawl, crawlsOf, startCrawl } from "./crawl.ts";
import type { Fault } from "./fault.ts";
import { finalCheck } from "./final_check.ts";
import { type Kind, openStage, type Stage } from "./stage.ts";

/** Causes a fault at a random moment of a crawl, and returns what was wrong right after it. */
export async function strike(stage: Stage, fault: Fault): Promise<string[]> {
  try {
    const crawl = await startCrawl(stage, fault.crawl);
    await crawl.section.reached(between(stage.random, 1, crawl.section.pages.length));
    await fault.run(stage, crawl);
    return [];
  } catch (error) {
    return [messageOf(error)];
  } finally {
    stage.site.behave({ type: "well" });
  }
}

/** Causes a fault on a stage of its own, and returns everything that was wrong. */
export async function playRound(fault: Fault, { kind, random }: { kind: Kind; random: Random }): Promise<string[]> {
  const stage = await openStage({ kind, random });
  try {
    await stage.start();
    return [...await strike(stage, fault), ...await settle(stage)];
  } catch (error) {
    return [messageOf(error)];
  } finally {
    await stage.close();
  }
}

/** Waits for the end of all crawls, in a new program if the last one has ended, and returns all breaches. */
export async function settle(stage: Stage): Promise<string[]> {
  const breaches: string[] = [];
  if (stage.program.ended()) await stage.start();
  const completed = (crawl: Crawl) => crawl.completed().catch((error: unknown) => void breaches.push(messageOf(error)));
  await Promise.all(crawlsOf(stage).filter(({ expect }) => expect === "everything").map(completed));
  return [...breaches, ...await finalCheck(stage)];
}
