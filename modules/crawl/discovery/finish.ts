import type { ReferenceContext } from "../../images/schemas.ts";
import type { FoundLink } from "../messages.ts";
import { rejectSharedPlaceholders, rejectVariants, settleRanks } from "./candidates.ts";
import type { Around, Draft, Gathered, Group, Own, References } from "./references.ts";
import { cleanText } from "./text.ts";

const KEYWORDS = 50;

export interface FinishOptions {
  candidates: "largest" | "all";
  respectRobots: boolean;
}

export interface InlineReference {
  bytes: Uint8Array;
  mediaType: string;
  reference: string;
  context: ReferenceContext;
}

/** Turns the drafts of a page that was read to its end into links: chooses candidates, obeys directives and cleans texts. */
export function finish(references: References, options: FinishOptions): { links: FoundLink[]; inline: InlineReference[] } {
  const { drafts, directives } = references;
  settleRanks(drafts);
  rejectSharedPlaceholders(drafts);
  const forbidden = options.respectRobots ? directives : {};
  for (const draft of drafts) {
    const detail = draft.kind === "image" ? forbidden.images : draft.kind === "page" ? forbidden.links : undefined;
    if (detail !== undefined) draft.reject ??= { reason: "meta_robots", detail };
  }
  if (options.candidates === "largest") rejectVariants(drafts);
  return {
    links: drafts.map((draft) => toLink(references, draft)),
    inline: forbidden.images === undefined
      ? references.inline.map(({ bytes, mediaType, reference, ...said }) => ({
        bytes,
        mediaType,
        reference,
        context: contextOf(references, said, {}),
      }))
      : [],
  };
}

function toLink(references: References, draft: Draft): FoundLink {
  const { url, kind, reference, descriptor, rank, reject, referrerPolicy } = draft;
  const context = kind === "image" ? contextOf(references, draft, references.facts.get(url) ?? {}) : linkContext(draft);
  const link: FoundLink = { url, kind, reference, context };
  if (descriptor !== undefined) link.descriptor = descriptor;
  if (rank !== undefined) link.rank = rank;
  if (reject !== undefined) link.reject = reject;
  if (referrerPolicy !== undefined) link.referrerPolicy = referrerPolicy;
  return link;
}

function contextOf(
  { pageTitle }: References,
  { around, own, group }: { around: Around; own: Own; group?: Group | undefined },
  facts: Own,
): ReferenceContext {
  const context: ReferenceContext = {};
  const put = (key: Exclude<keyof ReferenceContext, "keywords">, text: string | undefined) => {
    if (text !== undefined) context[key] = text;
  };
  put("candidateGroup", group?.id);
  put("alt", cleanText(own.alt ?? group?.alt));
  put("title", cleanText(own.title ?? group?.title));
  put("caption", cleanText(own.caption) ?? cleaned(around.caption) ?? cleanText(facts.caption));
  put("heading", cleanText(own.heading) ?? cleaned(around.heading));
  put("linkText", cleanText(own.linkText) ?? cleaned(around.linkText));
  put("pageTitle", cleaned(pageTitle));
  put("language", cleanText(around.language)?.slice(0, 35));
  put("licence", cleanText(own.licence ?? facts.licence));
  put("creator", cleanText(own.creator ?? facts.creator));
  const keywords = (own.keywords ?? facts.keywords)?.flatMap((word) => cleanText(word) ?? []).slice(0, KEYWORDS);
  if (keywords && keywords.length > 0) context.keywords = keywords;
  return context;
}

/** Returns the context of a link to a page, of which only the title and the text of the link are used. */
function linkContext({ around, own }: { around: Around; own: Own }): ReferenceContext {
  const context: ReferenceContext = {};
  const title = cleanText(own.title);
  const linkText = cleanText(own.linkText) ?? cleaned(around.linkText);
  if (title !== undefined) context.title = title;
  if (linkText !== undefined) context.linkText = linkText;
  return context;
}

/** Cleans a text once, because many references share a heading. */
function cleaned(gathered: Gathered | undefined): string | undefined {
  if (gathered === undefined) return undefined;
  if (gathered.clean === null) gathered.clean = cleanText(gathered.text);
  return gathered.clean;
}
