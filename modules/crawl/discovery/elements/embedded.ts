import { namesImage } from "../../rules/scope.ts";
import { resolveAddress } from "../../rules/address.ts";
import { looksLikePage } from "../page_address.ts";
import { newGroup } from "../references.ts";
import { type Attributes, documentLink, image, link, type PageState } from "../page_state.ts";
import { programOf, readHandler } from "./ways.ts";

export function openFrame(page: PageState, attributes: Attributes, name: string): void {
  const { src, title, srcdoc } = attributes;
  // Beside a srcdoc, src is for browsers that do not support srcdoc.
  if (srcdoc !== undefined) page.readNested(srcdoc);
  link(page, src ?? attributes["data-src"], name, { own: { linkText: title, title } });
}

export function openPoster(page: PageState, attributes: Attributes): void {
  const own = { alt: attributes["aria-label"], title: attributes.title };
  image(page, attributes.poster, "poster", { own, group: newGroup(page.references) });
}

export function openInput(page: PageState, { type, src, alt, title }: Attributes): void {
  if (type?.trim().toLowerCase() === "image") {
    image(page, src, "input", { own: { alt, title }, group: newGroup(page.references) });
  }
}

/** Reads `object` and `embed`: an image by its type or ending, or a page by its type. */
export function openEmbedded(page: PageState, attributes: Attributes, name: string): void {
  const address = name === "object" ? attributes.data : attributes.src;
  const url = resolveAddress(address, page.base);
  const type = (attributes.type ?? "").trim().toLowerCase();
  const own = { alt: attributes["aria-label"], title: attributes.title };
  if (type.startsWith("image/") || (type === "" && url !== null && namesImage(url)) || /^\s*data:image/i.test(address ?? "")) {
    image(page, address, name, { own, group: newGroup(page.references) });
  } else if (type === "text/html" || type === "application/xhtml+xml" || (type === "" && looksLikePage(address?.trim() ?? ""))) {
    documentLink(page, address, "page", name);
  }
}

/** Reads SVG's `image`, `feImage` and `use`. The last two may refer to a fragment of the page, which is left out. */
export function openSvgImage(page: PageState, attributes: Attributes, name: string): void {
  const own = { alt: attributes["aria-label"] };
  image(page, attributes.href ?? attributes["xlink:href"], `svg-${name}`, {
    own,
    group: newGroup(page.references),
  });
}

export function openArea(page: PageState, { href, alt, title }: Attributes): void {
  const program = programOf(href);
  if (program !== null) return readHandler(page, program, { title, alt });
  link(page, href, "area", { own: { linkText: alt, title, alt } });
}
