import type { FoundLink } from "../messages.ts";
import { productToken, readRobotsHeader } from "./directives.ts";
import { readAnyElement, readCustomElement } from "./elements/any_element.ts";
import { CLOSE, OPEN } from "./elements/handlers.ts";
import { closeForm } from "./elements/forms.ts";
import { closeAnchor } from "./elements/links.ts";
import { closeRaw } from "./elements/scripts.ts";
import { type Around, isFull, noReferences, type References } from "./references.ts";
import { finish, type InlineReference } from "./finish.ts";
import { readRefreshHeader } from "./elements/metadata.ts";
import { readLinkHeader } from "./link_header.ts";
import { type MarkupHandler, readMarkup } from "./markup.ts";
import type { Attributes, PageState } from "./page_state.ts";
import { readReferrerPolicy } from "../rules/referrer_policy.ts";
import { enterLanguage, gatherText, leaveLanguage } from "./surroundings.ts";

/** The most levels of `iframe srcdoc` in `iframe srcdoc`. */
const NESTED_DOCUMENTS = 4;
/** The most submissions of forms that are followed from one page. */
const SUBMISSIONS = 500;
const TEXT_LENGTH = 8 * 1024 * 1024;

export type Stopped = "links" | "length" | null;

export interface DiscoverOptions {
  /** The headers of the answer. `Link`, `Refresh` and `X-Robots-Tag` count as if they stood in the page. */
  headers?: Headers;
  candidates?: "largest" | "all";
  respectRobots?: boolean;
  userAgent?: string | undefined;
  /** Returns the encoding of the text that was written so far; see `References`. */
  encoding?: () => string | undefined;
}

export interface HtmlDiscovery {
  write(text: string): void;
  /** Returns the references in document order, and why reading stopped early, or null. */
  end(): { links: FoundLink[]; inline: InlineReference[]; stopped: Stopped };
}

/** Finds the references of an HTML page while it arrives. It never throws, and takes linear time for any page. */
export function discoverHtml(url: string, options: DiscoverOptions = {}): HtmlDiscovery {
  const { headers, candidates = "largest", respectRobots = true, userAgent, encoding } = options;
  const references = noReferences();
  if (encoding !== undefined) references.encoding = encoding;
  const agent = productToken(userAgent);
  const document = openDocument({ references, base: url, agent, level: 0 });
  if (headers) {
    readRobotsHeader(references.directives, headers.get("x-robots-tag"), agent);
    readLinkHeader(document.page, headers.get("link"));
    readRefreshHeader(document.page, headers.get("refresh"));
  }
  return {
    write: document.write,
    end: () => {
      const stopped = document.end();
      return { ...finish(references, { candidates, respectRobots }), stopped };
    },
  };
}

/** Adds the references of a piece of HTML, for example of an item of a feed. */
export function readFragment(html: string, references: References, base: string, around: Around): void {
  const document = openDocument({ references, base, agent: "", level: 1 });
  document.page.around = around;
  document.write(html);
  document.end();
}

export interface Fragment extends MarkupHandler {
  page: PageState;
  end(): void;
}

/** Adds the references of HTML whose elements were read by others, for example of XHTML in a feed. */
export function openFragment(references: References, base: string, around: Around): Fragment {
  const page = newPage(references, base, "");
  page.around = around;
  return { page, ...pageHandler(page, () => !isFull(references)), end: () => endPage(page) };
}

interface Opened {
  page: PageState;
  write(text: string): void;
  end(): Stopped;
}

function openDocument(
  { references, base, agent, level }: { references: References; base: string; agent: string; level: number },
): Opened {
  let stopped: Stopped = null;
  let length = 0;
  const page = newPage(references, base, agent);
  page.readNested = (html) => {
    if (level >= NESTED_DOCUMENTS) return;
    const nested = openDocument({ references, base: page.base, agent, level: level + 1 });
    nested.write(html);
    nested.end();
  };
  const reader = readMarkup(pageHandler(page, () => {
    if (isFull(references)) stopped = "links";
    if (stopped !== null) reader.stop();
    return stopped === null;
  }));

  return {
    page,
    write: (text) => {
      if (stopped !== null) return;
      const room = TEXT_LENGTH - length;
      length += text.length;
      reader.write(room < text.length ? text.slice(0, room) : text);
      if (room < text.length) stopped ??= "length";
    },
    end: () => {
      if (stopped === null) reader.end();
      endPage(page);
      return stopped;
    },
  };
}

/** Returns what reads the elements of a page. It reads no more of them once `goesOn` returns false. */
function pageHandler(page: PageState, goesOn: () => boolean): MarkupHandler {
  return {
    opened: (name, attributes) => {
      if (!goesOn()) return;
      page.depth += 1;
      openElement(page, name, attributes);
    },
    closed: (name, implied) => {
      if (page.raw !== null) closeRaw(page);
      CLOSE.get(name)?.(page, implied);
      leaveLanguage(page);
      page.depth -= 1;
    },
    text: (text) => gatherText(page, text),
  };
}

function endPage(page: PageState): void {
  closeAnchor(page);
  closeForm(page);
}

function openElement(page: PageState, name: string, attributes: Record<string, string>): void {
  page.references.referrerPolicy = elementPolicy(attributes) ?? page.referrerPolicy;
  let any = false;
  for (const _ in attributes) {
    any = true;
    break;
  }
  if (any) {
    enterLanguage(page, attributes);
    readAnyElement(page, attributes, name);
    if (name.includes("-")) readCustomElement(page, attributes, name);
  }
  OPEN.get(name)?.(page, attributes, name);
  page.references.referrerPolicy = page.referrerPolicy;
}

/** Returns the referrer policy that an element asks for (HTML Standard, "referrer policy attribute" and the link type "noreferrer"). */
function elementPolicy({ rel, referrerpolicy }: Attributes): PageState["referrerPolicy"] {
  if (rel !== undefined && /(?:^|\s)noreferrer(?:\s|$)/i.test(rel)) return "no-referrer";
  return referrerpolicy === undefined ? undefined : readReferrerPolicy(referrerpolicy);
}

function newPage(references: References, base: string, agent: string): PageState {
  return {
    references,
    url: base,
    base,
    based: false,
    depth: 0,
    svgDepth: 0,
    noscriptDepth: 0,
    around: {},
    languages: [],
    anchor: null,
    picture: null,
    forms: { open: null, select: null, text: null, left: SUBMISSIONS },
    captions: [],
    gathering: { title: null, heading: null, caption: null },
    raw: null,
    agent,
    referrerPolicy: references.referrerPolicy,
    readNested: () => {},
  };
}
