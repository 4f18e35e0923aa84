import { listOf, objectOf, parseJson } from "./json.ts";
import { namesImage } from "../rules/scope.ts";
import { resolveAddress } from "../rules/address.ts";
import { add, addImage, type Around, newGroup, type References } from "./references.ts";
import { readFragment } from "./html.ts";

const ITEMS = 5_000;
const ATTACHMENTS = 200;

type Item = Record<string, unknown>;

/** Reads a JSON Feed (jsonfeed.org, version 1.1) for its images and pages. A text that is not JSON has none. */
export function readJsonFeed(text: string, references: References, base: string): void {
  const feed = objectOf(parseJson(text.replace(/^\ufeff/, "")));
  if (typeof feed["title"] === "string") references.pageTitle ??= { text: feed["title"], clean: null };
  for (const name of ["icon", "favicon"]) picture(feed[name], {});
  for (const author of listOf(feed["authors"], ITEMS)) picture(objectOf(author)["avatar"], {});
  for (const item of listOf(feed["items"], ITEMS)) readItem(objectOf(item));
  const next = typeof feed["next_url"] === "string" ? resolveAddress(feed["next_url"], base) : null;
  if (next !== null) add(references, { url: next, kind: "feed", reference: "feed", around: {}, own: {} });

  function readItem(item: Item): void {
    const title = item["title"];
    const around: Around = typeof title === "string" ? { heading: { text: title, clean: null } } : {};
    for (const name of ["image", "banner_image"]) picture(item[name], around);
    for (const attachment of listOf(item["attachments"], ATTACHMENTS)) {
      const { url, mime_type: type } = objectOf(attachment);
      if (isImage(url, type)) picture(url, around);
    }
    if (typeof item["content_html"] === "string") readFragment(item["content_html"], references, base, around);
    const page = typeof item["url"] === "string" ? resolveAddress(item["url"], base) : null;
    if (page !== null) add(references, { url: page, kind: "page", reference: "feed", around: {}, own: {} });
  }

  function picture(value: unknown, around: Around): void {
    if (typeof value !== "string" || value === "") return;
    addImage(references, { base, raw: value, reference: "feed-image" }, { around, group: newGroup(references) });
  }

  function isImage(url: unknown, type: unknown): boolean {
    if (typeof type === "string") return /^image\//i.test(type);
    const address = typeof url === "string" ? resolveAddress(url, base) : null;
    return address !== null && namesImage(address);
  }
}
