import { Parser } from "htmlparser2";
import { parseSrcset } from "srcset";
import { namesImage } from "../scope.ts";
import type { FoundLink } from "../messages.ts";
import type { ReferenceContext } from "../../images/schemas.ts";
import { resolveAddress } from "./address.ts";
import { cleanText } from "./text.ts";

/** htmlparser2 is quadratic in nesting: a page that goes deeper is read no further. */
const NESTING_LIMIT = 512;
const LINKS_PER_PAGE = 50_000;

type Attributes = Record<string, string>;
type Draft = { url: string; kind: FoundLink["kind"]; reference: string; context: Draft.Context };
declare namespace Draft {
  type Context = { -readonly [Key in keyof ReferenceContext]?: string | undefined };
}

interface State {
  base: string;
  based: boolean;
  depth: number;
  stopped: "nesting" | "links" | null;
  links: Draft[];
  language: string | undefined;
  title: string;
  heading: string;
  caption: string;
  linkText: string;
  /** Which text is being gathered now. */
  inside: { title: boolean; heading: boolean; caption: boolean };
  anchor: { href: string | null; title: string | undefined; images: Draft[]; own: Draft | null } | null;
  figure: Draft[] | null;
  picture: string | null;
  groups: number;
}

export interface HtmlDiscovery {
  write(text: string): void;
  /** The references of the page in document order, and why reading ended early, if it did. */
  end(): { links: FoundLink[]; stopped: State["stopped"] };
}

/** Finds what an HTML page refers to, while it arrives: `img` (src, srcset), `picture`, links to pages and to images. */
export function discoverHtml(url: string): HtmlDiscovery {
  const state: State = {
    base: url,
    based: false,
    depth: 0,
    stopped: null,
    links: [],
    language: undefined,
    title: "",
    heading: "",
    caption: "",
    linkText: "",
    inside: { title: false, heading: false, caption: false },
    anchor: null,
    figure: null,
    picture: null,
    groups: 0,
  };
  const parser = new Parser({
    onopentag: (name, attributes) => {
      state.depth += 1;
      if (state.depth > NESTING_LIMIT) state.stopped = "nesting";
      if (state.links.length > LINKS_PER_PAGE) state.stopped = "links";
      if (state.stopped === null) OPEN[name]?.(state, attributes);
      else parser.pause();
    },
    onclosetag: (name) => {
      state.depth -= 1;
      if (state.stopped === null) CLOSE[name]?.(state);
    },
    ontext: (text) => gather(state, text),
  }, { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true });

  return {
    write: (text) => {
      if (state.stopped === null) parser.write(text);
    },
    end: () => {
      if (state.stopped === null) parser.end();
      const page = { pageTitle: cleanText(state.title), language: cleanText(state.language)?.slice(0, 35) };
      return { links: state.links.map((draft) => finished(draft, page)), stopped: state.stopped };
    },
  };
}

const HEADING = {
  open: (state: State) => {
    state.heading = "";
    state.inside.heading = true;
  },
  close: (state: State) => void (state.inside.heading = false),
};
const HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"];

const OPEN: Record<string, (state: State, attributes: Attributes) => void> = {
  html: (state, { lang }) => void (state.language ??= lang),
  base: (state, { href }) => {
    const address = resolveAddress(href, state.base);
    if (state.based || address === null) return;
    state.based = true;
    state.base = address;
  },
  title: (state) => void (state.inside.title = state.title === ""),
  a: openAnchor,
  area: (state, { href, alt }) => addPage(state, href, "area", alt),
  iframe: (state, { src, title }) => addPage(state, src, "iframe", title),
  frame: (state, { src, title }) => addPage(state, src, "frame", title),
  link: (state, { rel = "", href }) => {
    if (/(^|\s)(icon|apple-touch-icon|image_src)(\s|$)/i.test(rel)) addImage(state, href, "link", {});
  },
  figure: (state) => {
    state.figure = [];
    state.caption = "";
  },
  figcaption: (state) => void (state.inside.caption = true),
  picture: (state) => void (state.picture = nextGroup(state)),
  source: (state, { srcset }) => {
    if (state.picture !== null) addCandidates(state, srcset, "picture", { candidateGroup: state.picture });
  },
  img: openImage,
  ...Object.fromEntries(HEADINGS.map((name) => [name, HEADING.open])),
};

const CLOSE: Record<string, (state: State) => void> = {
  title: (state) => void (state.inside.title = false),
  a: closeAnchor,
  figcaption: (state) => void (state.inside.caption = false),
  figure: (state) => {
    for (const draft of state.figure ?? []) draft.context.caption = state.caption;
    state.figure = null;
  },
  picture: (state) => void (state.picture = null),
  ...Object.fromEntries(HEADINGS.map((name) => [name, HEADING.close])),
};

function openImage(state: State, { src, srcset, alt, title }: Attributes): void {
  const context = { candidateGroup: state.picture ?? nextGroup(state), alt, title };
  addImage(state, src, "img", context);
  addCandidates(state, srcset, state.picture === null ? "srcset" : "picture", context);
}

function openAnchor(state: State, { href, title }: Attributes): void {
  closeAnchor(state);
  const address = resolveAddress(href, state.base);
  state.linkText = "";
  state.anchor = { href: address, title, images: [], own: null };
  if (address === null) return;
  if (!namesImage(address)) {
    state.anchor.own = add(state, { url: address, kind: "page", reference: "a", context: { title } });
    return;
  }
  state.anchor.own = add(state, { url: address, kind: "image", reference: "link", context: { title, heading: state.heading } });
  state.figure?.push(state.anchor.own);
}

function closeAnchor(state: State): void {
  if (state.anchor === null) return;
  const text = cleanText(state.linkText);
  for (const draft of [...state.anchor.images, ...(state.anchor.own ? [state.anchor.own] : [])]) draft.context.linkText = text;
  state.anchor = null;
}

function addPage(state: State, reference: string | undefined, element: string, text: string | undefined): void {
  const url = resolveAddress(reference, state.base);
  if (url !== null) {
    add(state, { url, kind: namesImage(url) ? "image" : "page", reference: element, context: { linkText: text } });
  }
}

function addCandidates(state: State, srcset: string | undefined, reference: string, context: Draft.Context): void {
  if (srcset === undefined) return;
  for (const { url } of parseSrcset(srcset)) addImage(state, url, reference, context);
}

function addImage(state: State, address: string | undefined, reference: string, context: Draft.Context): void {
  const url = address?.trim() === "" ? null : resolveAddress(address, state.base);
  if (url === null) return;
  const draft = add(state, { url, kind: "image", reference, context: { ...context, heading: state.heading } });
  state.anchor?.images.push(draft);
  state.figure?.push(draft);
}

function add(state: State, draft: Draft): Draft {
  state.links.push(draft);
  return draft;
}

function nextGroup(state: State): string {
  state.groups += 1;
  return String(state.groups);
}

function gather(state: State, text: string): void {
  if (state.inside.title) state.title = (state.title + text).slice(0, 4_000);
  if (state.inside.heading) state.heading = (state.heading + text).slice(0, 4_000);
  if (state.inside.caption) state.caption = (state.caption + text).slice(0, 4_000);
  if (state.anchor) state.linkText = (state.linkText + text).slice(0, 4_000);
}

function finished(draft: Draft, page: Draft.Context): FoundLink {
  const context: ReferenceContext = {};
  for (const [key, value] of Object.entries({ ...page, ...draft.context })) {
    const text = cleanText(value);
    if (text !== undefined) context[key as keyof ReferenceContext] = text;
  }
  return { url: draft.url, kind: draft.kind, reference: draft.reference, context };
}
