import { type Attributes, gather, gathered, type PageState } from "./page_state.ts";

/** From here on, references stand under this heading, whose text is gathered until it is closed. */
export function openHeading(page: PageState): void {
  const heading = gathered();
  page.around = { ...page.around, heading };
  page.gathering.heading = heading;
}

export function closeHeading(page: PageState): void {
  page.gathering.heading = null;
}

export function openFigure(page: PageState): void {
  page.captions.push({ outer: page.around.caption });
  page.around = { ...page.around, caption: gathered() };
}

export function closeFigure(page: PageState): void {
  page.around = { ...page.around, caption: page.captions.pop()?.outer };
  page.gathering.caption = null;
}

export function openCaption(page: PageState): void {
  page.gathering.caption = page.captions.length > 0 ? page.around.caption ?? null : null;
}

export function closeCaption(page: PageState): void {
  page.gathering.caption = null;
}

/** Takes the page's title: the first `title` that does not stand in an SVG. */
export function openTitle(page: PageState): void {
  if (page.svgDepth > 0 || page.references.pageTitle !== undefined) return;
  page.references.pageTitle = gathered();
  page.gathering.title = page.references.pageTitle;
}

export function closeTitle(page: PageState): void {
  page.gathering.title = null;
}

/** Sets the language of an element and its descendants, until `leaveLanguage()` (HTML Standard, 3.2.6.2). */
export function enterLanguage(page: PageState, attributes: Attributes): void {
  const lang = attributes.lang ?? attributes["xml:lang"];
  if (lang === undefined) return;
  page.languages.push({ depth: page.depth, outer: page.around.language });
  page.around = { ...page.around, language: lang.slice(0, 100) };
}

export function leaveLanguage(page: PageState): void {
  const last = page.languages.at(-1);
  if (last === undefined || last.depth !== page.depth) return;
  page.languages.pop();
  page.around = { ...page.around, language: last.outer };
}

export function gatherText(page: PageState, text: string): void {
  const { raw, gathering, anchor, forms } = page;
  if (raw !== null) {
    raw.length += text.length;
    if (raw.length <= raw.limit) raw.parts.push(text);
    return;
  }
  gather(gathering.title, text);
  gather(gathering.heading, text);
  gather(gathering.caption, text);
  gather(anchor?.text, text);
  gather(forms.text, text);
}
