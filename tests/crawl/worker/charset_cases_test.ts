import assert from "node:assert/strict";
import { createEncodings } from "../../../modules/crawl/worker/encoding_names.ts";
import { CHARSET_CASES, encodeText } from "../../support/charset_cases.ts";
import { openSite } from "../../support/site.ts";
import { visitOnce } from "../../support/visit.ts";

Deno.test("pages in every encoding name their images as people and servers spell them", async () => {
  const site = await openSite((_request, path) => {
    const { body, contentType } = CHARSET_CASES[Number(path.slice(1))] ?? { body: new Uint8Array(), contentType: null };
    return new Response(new Uint8Array(body), contentType === null ? {} : { headers: { "content-type": contentType } });
  });
  try {
    const wrong: unknown[] = [];
    for (const [index, { name, alt, asked }] of CHARSET_CASES.entries()) {
      const found = (await visitOnce({ url: `${site.url}${index}` })).find(({ type }) => type === "found");
      const image = found?.type === "found" ? found.links.find(({ kind }) => kind === "image") : undefined;
      const expected = [`${site.url}${index}/${asked}`, alt.replace("&#228;", "ä")];
      const actual = [image?.url, image?.context.alt];
      if (actual.join() !== expected.join()) wrong.push({ name, actual, expected });
    }
    assert.deepEqual(wrong, []);
  } finally {
    await site.close();
  }
});

Deno.test("a UTF-8 page stays UTF-8 in spite of a broken byte", async () => {
  const body = [
    ...encodeText("<p>Grüße aus Köln, viele schöne Bilder</p>", "utf-8"),
    0xe4,
    ...encodeText("<img src=/k/Köln.png>", "utf-8"),
  ];
  const site = await openSite(() => new Response(new Uint8Array(body), { headers: { "content-type": "text/html" } }));
  const found = (await visitOnce({ url: site.url })).find(({ type }) => type === "found");
  await site.close();
  assert.deepEqual(found?.type === "found" && found.links.map(({ url }) => url), [`${site.url}k/K%C3%B6ln.png`]);
});

Deno.test("documents that declare no encoding have that of the page that refers to them, and so have their queries", async () => {
  const inStyle = "%D0%BA%D0%BE%D1%82.png?f=%EA%EE%F2";
  const utf8 = "%D0%BA%D0%BE%D1%82.png?f=%D0%BA%D0%BE%D1%82";
  const cases: [kind: "page" | "style" | "script", type: string, as: string, text: string, asked: string][] = [
    ["style", "text/css", "windows-1251", "p { background: url(/кот.png?f=кот) }", inStyle],
    ["style", "text/css; charset=utf-8", "utf-8", "p { background: url(/кот.png?f=кот) }", utf8],
    ["style", "text/css", "utf-8", `@charset "utf-8"; p { background: url(/кот.png?f=кот) }`, utf8],
    ["script", "text/javascript", "windows-1251", `show("/кот.png?f=кот")`, inStyle],
    ["script", "text/javascript; charset=utf-8", "utf-8", `show("/кот.png?f=кот")`, inStyle],
    ["page", "text/html", "windows-1251", `<img src="/кот.png?f=кот">`, inStyle],
    ["page", "text/html", "windows-1251", `<meta charset=cp1251><style>p { background: url(/кот.png?f=кот) }</style>`, inStyle],
    ["page", "text/html", "windows-1251", `<meta charset=cp1251><p style="background: url(/кот.png?f=кот)">`, utf8],
    ["page", "text/html", "windows-1251", `<meta charset=cp1251><script>show("/кот.png?f=кот")</script>`, inStyle],
    ["page", "text/html", "windows-1251", `<meta charset=cp1251><img srcset="/кот.png?f=кот 2x">`, inStyle],
  ];
  const site = await openSite((_request, path) => {
    const [, type = "", as = "utf-8", text = ""] = cases[Number(path.slice(1))] ?? [];
    return new Response(new Uint8Array(encodeText(text, as)), { headers: { "content-type": type } });
  });
  const encodings = createEncodings();
  encodings.note("http://a.test/", "windows-1251");
  try {
    for (const [index, [kind, type, , text, asked]] of cases.entries()) {
      const reports = await visitOnce({ url: `${site.url}${index}`, kind, referrer: "http://a.test/", encodings });
      const found = reports.find((report) => report.type === "found");
      const base = kind === "script" ? "http://a.test/" : site.url;
      assert.deepEqual(found?.type === "found" && found.links.map(({ url }) => url), [`${base}${asked}`], `${type} ${text}`);
    }
  } finally {
    await site.close();
  }
});
