import type { Attributes, PageState } from "../page_state.ts";
import { image, link } from "../page_state.ts";
import { readMetaReferrer } from "../../rules/referrer_policy.ts";
import { readMetaRobots } from "../directives.ts";

/** Names, properties and item properties of `meta` whose content is the address of an image, and how it is reported. */
const IMAGES: [name: RegExp, reference: string][] = [
  [/^og:(?:image|logo)(?::(?:url|secure_url))?$/, "og"],
  [/^twitter:image(?::src|\d)?$/, "twitter"],
  [/^(?:image|photo|logo|thumbnail|thumbnailurl|contenturl|primaryimageofpage|screenshot)$/, "itemprop"],
  [/^(?:schema:|https?:\/\/schema\.org\/)(?:image|logo|thumbnailurl)$/, "itemprop"],
  [/^msapplication-(?:tileimage|(?:square|wide)\d+x\d+logo)$/, "tile"],
  [/^(?:thumbnail_?url|image_?src|parsely-image-url|sailthru\.image\.(?:full|thumb)|article:image)$/, "meta"],
];
const KNOWN = /image|logo|photo|thumb|contenturl|screenshot/;

export function openMeta(page: PageState, attributes: Attributes): void {
  const { content } = attributes;
  if (content === undefined) return;
  const pragma = attributes["http-equiv"]?.trim().toLowerCase();
  if (pragma === "refresh") return readRefreshHeader(page, content);
  for (const name of [attributes.property, attributes.name, attributes.itemprop]) {
    if (name !== undefined) readNamed(page, name.trim().toLowerCase().slice(0, 100), content);
  }
}

/** Reads the header Refresh, which is the same as `<meta http-equiv=refresh>` (HTML Standard, "The `Refresh` header"). */
export function readRefreshHeader(page: PageState, value: string | null): void {
  const target = refreshTarget(value ?? "");
  if (target !== null) link(page, target, "refresh");
}

function readNamed(page: PageState, name: string, content: string): void {
  if (name === "robots" || name === page.agent) return readMetaRobots(page.references.directives, name, content);
  if (name === "referrer") {
    page.referrerPolicy = readMetaReferrer(content) ?? page.referrerPolicy;
    return;
  }
  if (!KNOWN.test(name)) return;
  if (name === "og:image:alt" || name === "twitter:image:alt") {
    const last = page.references.drafts.at(-1);
    if (last !== undefined && (last.reference === "og" || last.reference === "twitter")) last.own.alt ??= content;
    return;
  }
  const reference = IMAGES.find(([pattern]) => pattern.test(name))?.[1];
  if (reference !== undefined) image(page, content.trim(), reference, { own: {} });
}

/** Returns the address of a refresh (HTML Standard, 4.2.5.3, "shared declarative refresh steps"), or null if it only reloads. */
function refreshTarget(content: string): string | null {
  const match = /^\s*[\d.]*\s*[;,\s]?\s*(?:url\s*=\s*)?(.*)$/is.exec(content.slice(0, 4_000));
  if (match === null || !/^\s*[\d.]/.test(content)) return null;
  const address = (match[1] ?? "").trim();
  const quote = address[0];
  if (quote !== '"' && quote !== "'") return address === "" ? null : address;
  const end = address.indexOf(quote, 1);
  return address.slice(1, end === -1 ? undefined : end);
}
