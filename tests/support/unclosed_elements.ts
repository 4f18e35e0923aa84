/** How often each page below repeats elements that it never closes: more than browsers nest. */
export const REPEATED = 700;

/** Start tags before each image, none of which is closed. */
const KINDS: Record<string, string> = {
  "list items with links in bold": `<li><a href="#"><b>x `,
  "cells with fonts": `<td><font color="red">`,
  "paragraphs with fonts": `<p><font size="2">`,
  "blocks": `<div>`,
  "spans": `<span class="x">`,
  "bold": `<b>`,
  "emphasis": `<em>`,
  "fonts in fonts": `<font face="Arial">`,
  "tables in cells": `<table><tr><td>`,
  "lists in lists": `<ul><li>`,
  "descriptions": `<dl><dt>x<dd>`,
  "centred blocks": `<center>`,
  "quotations": `<blockquote>`,
  "links in spans": `<span><a href="#">`,
  "forms in blocks": `<div><form>`,
  "sections": `<section><article>`,
  "custom elements": `<x-card><x-body>`,
  "headings in blocks": `<div><h2>`,
  "figures": `<figure><figcaption>x`,
  "end tags of nothing": `<div></x></y></section>`,
  "spans in a block that ends far above": `<span></p>`,
};

export interface UnclosedPage {
  name: string;
  html: string;
  /** The paths of the images and of the pages that it links to. */
  images: string[];
  pages: string[];
}

/**
 * Pages with 700 images and links in elements that are never closed, and behind them a script, a style sheet, a text field and a
 * title that hold no images, one more image, and one more link.
 */
export function unclosedPages(): UnclosedPage[] {
  return Object.entries(KINDS).map(([name, tags], kind) => {
    const images = Array.from({ length: REPEATED }, (_, index) => `/image/${kind}/${index}.png`);
    const pages = Array.from({ length: REPEATED }, (_, index) => `/page/${kind}/${index}.html`);
    const body = images.map((image, index) => `${tags}<img src="${image}"><a href="${pages[index]}">x</a>`).join("\n");
    return {
      name,
      html: `<!doctype html><title>${name}</title><body><div>${body}${behind(kind)}`,
      images: [...images, `/image/${kind}/behind.png`],
      pages: [...pages, `/page/${kind}/behind.html`],
    };
  });
}

function behind(kind: number): string {
  const none = `<img src="/none/${kind}.png"><a href="/none/${kind}.html">x</a>`;
  return `<script type="text/template">${none}</script><style>/* ${none} */</style><textarea>${none}</textarea><title>${none}</title>` +
    `<!-- ${none} --><img src="/image/${kind}/behind.png"><a href="/page/${kind}/behind.html">x</a></div>`;
}
