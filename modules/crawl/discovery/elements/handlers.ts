import { resolveAddress } from "../../rules/address.ts";
import type { Attributes, PageState } from "../page_state.ts";
import {
  closeCaption,
  closeFigure,
  closeHeading,
  closeTitle,
  openCaption,
  openFigure,
  openHeading,
  openTitle,
} from "../surroundings.ts";
import { openArea, openEmbedded, openFrame, openInput, openPoster, openSvgImage } from "./embedded.ts";
import { closeButton, closeForm, openButton, openControl, openForm, openTextArea } from "./forms.ts";
import { closeAnchor, openAnchor, openBase, openLink } from "./links.ts";
import { openMeta } from "./metadata.ts";
import { openImg, openPicture, openSource } from "./pictures.ts";
import { openScript, openStyle } from "./scripts.ts";
import { closeOption, closeSelect, openOption, openSelect } from "./selects.ts";

type Open = (page: PageState, attributes: Attributes, name: string) => void;
/** `implied` says that not the end tag of the element ended it. */
type Close = (page: PageState, implied: boolean) => void;

const HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"];

/** Called when an element begins, by its name. A map, because a page may name an element `constructor`. */
export const OPEN: ReadonlyMap<string, Open> = new Map<string, Open>([
  ["base", (page, attributes) => openBase(page, attributes, (href) => resolveAddress(href, page.base))],
  ["title", openTitle],
  ["meta", openMeta],
  ["link", openLink],
  ["script", openScript],
  ["style", openStyle],
  ["a", openAnchor],
  ["area", openArea],
  ["figure", openFigure],
  ["figcaption", openCaption],
  ["picture", openPicture],
  ["source", openSource],
  ["img", openImg],
  ["video", openPoster],
  ["audio", openPoster],
  ["form", openForm],
  ["input", (page, attributes) => {
    openInput(page, attributes);
    openControl(page, attributes);
  }],
  ["button", openButton],
  ["textarea", openTextArea],
  ["select", openSelect],
  ["option", openOption],
  ["iframe", openFrame],
  ["frame", openFrame],
  ["object", openEmbedded],
  ["embed", openEmbedded],
  ["svg", (page) => void (page.svgDepth += 1)],
  ["noscript", (page) => void (page.noscriptDepth += 1)],
  ["image", openSvgImage],
  ["feimage", openSvgImage],
  ["use", openSvgImage],
  ...HEADINGS.map((name): [string, Open] => [name, openHeading]),
]);

/** Called when an element ends, by its end tag or because another element ends it. */
export const CLOSE: ReadonlyMap<string, Close> = new Map<string, Close>([
  ["title", closeTitle],
  ["a", closeAnchor],
  // A form whose parent ends goes on, because its controls may stand anywhere behind it (HTML Standard, 13.2.4.4).
  ["form", (page, implied) => implied ? undefined : closeForm(page)],
  ["button", closeButton],
  ["select", closeSelect],
  ["option", closeOption],
  ["figure", closeFigure],
  ["figcaption", closeCaption],
  ["picture", (page) => void (page.picture = null)],
  ["svg", (page) => void (page.svgDepth -= 1)],
  ["noscript", (page) => void (page.noscriptDepth -= 1)],
  ...HEADINGS.map((name): [string, Close] => [name, closeHeading]),
]);
