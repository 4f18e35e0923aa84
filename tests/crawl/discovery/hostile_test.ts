import assert from "node:assert/strict";
import { discoverDocument } from "../../../modules/crawl/discovery/document.ts";
import { discoverHtml } from "../../../modules/crawl/discovery/html.ts";
import { FoundLink } from "../../../modules/crawl/messages.ts";
import { JobOptions } from "../../../modules/crawl/schemas.ts";
import { startClock } from "../../support/clock.ts";

const PAGE = "http://site.test/docs/page.html";
const LENGTH = 2 * 1024 * 1024;
/** Several times what the slowest input takes. With quadratic time it would take minutes. */
const MILLISECONDS = 3_000;

const fill = (part: string, before = "", after = "") => before + part.repeat(Math.ceil(LENGTH / part.length)) + after;
const nested = (depth: number, open: string, inner: string, close: string) => open.repeat(depth) + inner + close.repeat(depth);

/** Pages of two megabytes, made to be slow, large or confusing. */
const PAGES: Record<string, () => string> = {
  "elements in elements": () => fill("<div>"),
  "formatting in formatting": () => fill("<a><b><i>"),
  "tags that close nothing": () => fill("</p></div>"),
  "tags that close nothing in many elements": () => fill("</x>", "<div>".repeat(100_000)),
  "tags that close elements far above": () => fill(`<b>${"<i>".repeat(1_000)}</b>`),
  "elements of different names": () => Array.from({ length: 250_000 }, (_, index) => `<x${index}>`).join(""),
  "tables in tables": () => fill("<table>"),
  "forms in paragraphs": () => fill("<p><form><font>"),
  "attributes without end": () => fill(" a", "<img", ">"),
  "attributes of different names": () =>
    "<img" + Array.from({ length: 100_000 }, (_, index) => ` data-a${index}=x.png`).join("") + ">",
  "one attribute without end": () => fill("x", `<img src="`),
  "a width of spaces": () => fill(" ", `<img src="x.png" width="5`, `x" height="5">`),
  "a srcset of commas": () => fill(",", `<img srcset="`, `">`),
  "a srcset of candidates": () => fill("a, ", `<img srcset="`, `">`),
  "a srcset of parentheses": () => fill("a (", `<img srcset="`, `">`),
  "data of brackets": () => fill(" [", `<img data-bgset=".png | `, `">`),
  "data of JSON": () => fill("[", `<div data-x=".png`, `">`) + fill(`<p data-x='[[[".png"'>`),
  "styles": () => fill(`<p style="background:url(x.png">`),
  "a style block of brackets": () => fill("url(", "<style>", "</style>"),
  "imports": () => fill(`@import "x";`, "<style>", "</style>"),
  "JSON in JSON": () => fill("[", `<script type="application/json">`, "</script>"),
  "JSON-LD in JSON-LD": () => `<script type="application/ld+json">${nested(200_000, `{"image":`, `"x"`, "}")}</script>`,
  "JSON-LD with many images": () => fill(`"x.png",`, `<script type="application/ld+json">{"image":[`, `"y"]}</script>`),
  "assignments": () => fill(`window.a={`, "<script>", "</script>"),
  "assignments that end": () => fill(`window.a={"b":[]};`, "<script>", "</script>"),
  "almost assignments": () => fill("window ", "<script>", `=${" ".repeat(1_000)}</script>`),
  "documents in documents": () => `<iframe srcdoc="${fill("&lt;iframe srcdoc=&quot;&amp;lt;img src=x.png&amp;gt;&quot;&gt;")}">`,
  "frames": () => fill(`<iframe srcdoc="<img src=a.png>"></iframe>`),
  "links": () => fill(`<a href="x">`),
  "links to images around images": () => fill(`<a href="x.png"><img src="y.png"></a>`),
  "descriptors": () =>
    fill(`<img srcset="a ${"9".repeat(300)}w, b 1${"0".repeat(300)}x, c 1e308x, d 1.${"7".repeat(90)}x" width=99999>`),
  "lazy images with one placeholder": () => fill(`<img src=p.png data-src=x.png><img src=p.png data-src=y.png>`),
  "pictures in pictures": () => fill(`<picture><source srcset="a 1x">`),
  "figures in figures": () => fill("<figure><figcaption>x"),
  "headings": () => fill("<h1>x"),
  "languages": () => fill(`<p lang=x><img src=a>`),
  "entities": () => fill("&amp;&#x1F600;&notit;"),
  "titles": () => fill("<title>x</title>"),
  "metas": () => fill(`<meta name=robots content="none"><meta http-equiv=refresh content="0 ; ;;; ">`),
  "a refresh of white space": () => fill(" ", `<meta http-equiv=refresh content="0`, `">`),
  "comments": () => fill("<!--", "", ""),
  "half tags": () => fill("<"),
  "declarations": () => fill("<![CDATA[<!DOCTYPE<?"),
  "sections in sections": () => fill("<![CDATA[>"),
  "handlers": () => fill(`<p onclick="location='/a'+'b';go('/c')" onblur='open("d")'>`),
  "a handler of strings": () => fill("'/a',", `<p onclick="`, `">`),
  "a handler without end": () => fill("location='", `<p onclick="`),
  "javascript: URLs": () => fill(`<a href="javascript:go(%27/a%27)">`),
  "a javascript: URL of escapes": () => fill("%41%ff", `<a href="javascript:'`, `'">`),
  "selects": () => fill(`<select onchange="location=(this.value)"><option>`),
  "a select's handler": () => fill("location=(", `<select onchange="`, `value"><option>x</select>`),
  "options": () => fill("<option value=/a>x", "<form><select name=a>", "</select></form>"),
  "forms": () => fill(`<form action=x><input type=radio name=a value=b><select name=p><option>1<option>2</select></form>`),
  "controls": () => fill(`<input type=checkbox name=a>`, "<form>", "</form>"),
  "radio buttons of different names": () =>
    `<form>${Array.from({ length: 60_000 }, (_, index) => `<input type=radio name=a${index}>`).join("")}</form>`,
  "data links": () => fill(`<p data-url="/a/b?c" data-next-page="x.html">`),
  "a data link of one kind of character": () => fill("a/", `<p data-url="`, `">`),
  "a script of locations": () => fill("location='a'+", "<script>", "</script>"),
  "speculation rules": () => fill(`{"urls":["/a"]},`, `<script type=speculationrules>{"prefetch":[`, "{}]}</script>"),
  "next pages in JSON": () => fill(`{"next":"/a"},`, `<script type=application/json>[`, "{}]</script>"),
  "nulls and surrogates": () => fill("\0\ud800<img src='\udc00\0'>"),
  "names of an object's parts": () => fill(`<constructor __proto__="x.png" data-__proto__="x.png"><__proto__><toString href=x>`),
  "SVG in SVG": () => fill(`<svg><foreignObject><use href="#a"/><image href="x.svg"/>`),
  "a data: URL": () => fill("A", `<img src="data:image/png;base64,`, `">`),
  "data: URLs": () => fill(`<img src="data:image/png,${"%41".repeat(1_100)}">`),
  "bases": () => fill(`<base href="x/">`),
  "addresses that grow": () => fill(`<a href="${"../x/".repeat(100)}">`),
};

for (const [name, page] of Object.entries(PAGES)) {
  Deno.test(`discoverHtml() is quick, bounded and throws nothing with a page of ${name}`, () => {
    const text = page();
    const started = startClock();
    const discovery = discoverHtml(PAGE);
    for (let at = 0; at < text.length; at += 65_536) discovery.write(text.slice(at, at + 65_536));
    const { links } = discovery.end();
    const taken = started();
    assert.ok(links.length <= 50_000, `${links.length} links`);
    for (const link of links.slice(0, 200)) FoundLink.parse(link);
    assert.ok(links.every(({ url }) => url.length <= 2_083 && URL.canParse(url)));
    assert.ok(taken < MILLISECONDS, `${Math.round(taken)} ms for ${text.length} characters`);
  });
}

const DOCUMENTS: [kind: Parameters<typeof discoverDocument>[0], name: string, text: () => string][] = [
  ["feed", "elements in elements", () => fill("<item>", "<rss>")],
  ["feed", "items", () => fill(`<item><enclosure url="x.png" type="image/png"/></item>`, "<rss>")],
  ["feed", "HTML", () => fill(`<item><description>&lt;img src=x.png&gt;</description></item>`, "<rss>")],
  ["feed", "HTML in one element", () => fill("&lt;div&gt;", "<rss><item><description>", "</description>")],
  ["feed", "JSON", () => fill(`{"image":"x.png"},`, `{"items":[`, "{}]}")],
  ["feed", "no JSON", () => fill("{")],
  ["feed", "entities", () => `<!DOCTYPE x [${fill(`<!ENTITY a "&a;&a;">`)}]><rss><item><title>&a;</title></item></rss>`],
  ["sitemap", "addresses", () => fill("<url><loc>http://site.test/</loc></url>", "<urlset>")],
  ["sitemap", "images", () => fill("<image:image><image:loc>x.png</image:loc></image:image>", "<urlset><url>")],
  ["sitemap", "lines", () => fill("http://site.test/\n")],
  ["feed", "bases", () => fill(`<entry xml:base="a/"><link href="x"/>`, "<feed>")],
  ["feed", "XHTML", () => fill("<div><img src='x.png'/>", "<feed><entry><content type='xhtml'>")],
  ["sitemap", "entries without addresses", () => fill("<url><url>", "<urlset>")],
  ["sitemap", "elements in elements", () => fill("<loc>", "<urlset><url>")],
  ["manifest", "icons", () => fill(`{"src":"x.png","sizes":"1x1"},`, `{"icons":[`, "{}]}")],
  ["manifest", "no JSON", () => fill("[")],
  ["manifest", "something else", () => `null`],
  ["style", "brackets", () => fill("(")],
  ["script", "names", () => fill(`"x.png",`)],
  ["script", "templates in templates", () => fill("`${", `"x.png";`)],
  ["script", "strings that never end", () => fill(`"x.png\\\n`)],
  ["script", "escapes", () => fill("\\u{", `"x.png`)],
  ["script", "brackets", () => fill("{", `"x.png";`)],
  ["script", "regular expressions", () => fill("=/[a\n", `"x.png";`)],
  ["script", "words of one string", () => fill("x.png ", `"`, `"`)],
];

for (const [kind, name, text] of DOCUMENTS) {
  Deno.test(`discoverDocument() is quick, bounded and throws nothing with a ${kind} of ${name}`, () => {
    let links = 0;
    const started = startClock();
    const context = { options: JobOptions.parse({}), found: () => void links++, inline: () => {}, log: () => {} };
    discoverDocument(kind, text(), { url: PAGE, ...context });
    assert.ok(links <= 200_000);
    assert.ok(started() < MILLISECONDS, `${Math.round(started())} ms`);
  });
}
