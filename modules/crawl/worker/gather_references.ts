import type { DiscoverContext } from "../crawler.ts";
import { type FoundLink, LINKS_PER_MESSAGE } from "../messages.ts";
import { readReferrerHeader } from "../rules/referrer_policy.ts";
import { checkLink } from "./check_link.ts";
import { type InlineImage, writeInlineImages } from "./inline_images.ts";
import type { Visit } from "./visitor.ts";

/** Gathers the references of a document into messages that are neither many nor long. */
export interface GatheredReferences {
  context: DiscoverContext;
  /** Reports the rest, waits until the inline images are written, and returns how many links and inline images were reported. */
  finish(): Promise<number>;
}

/** The most characters of one message, roughly, because the texts of its links may be long. */
const MESSAGE_LENGTH = 256 * 1_024;
const INLINE_IMAGES = 200;

export function gatherReferences({ task, answer, visitor }: Visit): GatheredReferences {
  let sent = 0;
  const { add, flush } = batchLinks((links) => {
    sent += links.length;
    visitor.report({ type: "found", id: task.id, links });
  });
  const inline: InlineImage[] = [];
  // What a script names is referred to by its page. What a style sheet names has the policy of the sheet, or else of its own page.
  const document = task.kind === "script" ? task.referrer ?? task.url : task.url;
  const inherited = task.kind === "page" ? undefined : visitor.referrers.policyOf(task);
  const policy = readReferrerHeader(answer.headers.get("referrer-policy")) ?? inherited;
  let isFinished = false;
  let isLate = false;
  let left = INLINE_IMAGES;
  const log: DiscoverContext["log"] = (level, text) =>
    visitor.report({ type: "message", level, text: String(text).slice(0, 2_000) });
  /** A crawler may report links after it said that it was done. They are left out, because its page may be concluded by now. */
  const leaveOut = () => {
    if (!isLate) log("warning", `The crawler named links of ${task.url} after it was done with it: they are left out`);
    isLate = true;
  };
  return {
    context: {
      options: visitor.options,
      log,
      found: (link) => {
        if (isFinished) return leaveOut();
        const checked = checkLink(link, task.url);
        if (checked === null) return;
        visitor.referrers.note(document, checked.url, checked.referrerPolicy ?? policy);
        add(checked);
      },
      inline: (image) => {
        if (isFinished) return leaveOut();
        left -= 1;
        if (left >= 0) inline.push(image);
        if (left === -1) log("warning", `${task.url} holds more than ${INLINE_IMAGES} images in itself: the others are left out`);
      },
    },
    finish: async () => {
      isFinished = true;
      flush();
      for (const report of await writeInlineImages(task, inline, visitor)) {
        sent += 1;
        visitor.report(report);
      }
      return sent;
    },
  };
}

function batchLinks(send: (links: FoundLink[]) => void) {
  const links: FoundLink[] = [];
  let length = 0;
  const flush = () => {
    if (links.length > 0) send(links.splice(0));
    length = 0;
  };
  const add = (link: FoundLink) => {
    links.push(link);
    length += lengthOf(link);
    if (links.length === LINKS_PER_MESSAGE || length > MESSAGE_LENGTH) flush();
  };
  return { add, flush };
}

function lengthOf({ url, context }: FoundLink): number {
  let length = url.length;
  for (const text of Object.values(context)) length += typeof text === "string" ? text.length : (text ?? []).join().length;
  return length;
}
