import assert from "node:assert/strict";
import { looksOf, type Named, type PageLooks } from "../../../modules/crawl/worker/page_looks.ts";

const WORDS = "Words that a page shows to everyone who comes by. ".repeat(60);
const LOGIN = `<form><input name=u><input type="password" name=p></form>`;

Deno.test("looksOf() tells a sign-in, a document that scripts fill and an empty page from content", () => {
  const cases: [html: string, expected: PageLooks | null, url?: string, named?: Partial<Named>][] = [
    ["", "empty"],
    [" \n\t ", "empty"],
    ["<p>Hello", null],
    ["<html></html>", null],
    [LOGIN, "sign_in"],
    [`<FORM><INPUT TYPE=password></FORM>`, "sign_in"],
    [`<form><input id=p type='password'/>`, "sign_in"],
    [`<h1>Welcome</h1>${LOGIN}<a href=/forgot>Forgot?</a>`, "sign_in", "http://a.org/", { pages: 4, images: 1 }],
    [`${LOGIN}${WORDS}`, null],
    [LOGIN, null, "http://a.org/", { pages: 60 }],
    [LOGIN, null, "http://a.org/", { images: 12 }],
    [`<!-- <input type=password> --><p>Hello`, null],
    [`<p>type="password"</p>`, null],
    ...[
      "/login",
      "/users/sign_in",
      "/wp-login.php",
      "/SSO/",
      "/oauth2/authorize",
      "/saml2/idp",
      "/Account/LogOn",
      "/cas",
      "/idp/auth",
    ].map(
      (path): [string, PageLooks, string] => ["<form><input name=email></form>", "sign_in", `http://a.org${path}`],
    ),
    ...[
      "/",
      "/blogin",
      "/authors",
      "/design-in",
      "/cassette",
      "/catalog-in-print",
      "/collection/auth/12",
      "/cas/x",
      "/sso-hotel",
      "/an.auth",
    ].map(
      (path): [string, null, string] => ["<form><input name=email></form>Find", null, `http://a.org${path}`],
    ),
    [`<title>App</title><div id=root></div><script src=app.js></script>`, "script_shell"],
    [`<noscript>Please enable JavaScript ${WORDS}</noscript><div id=__next></div><script>go()</script>`, "script_shell"],
    [`<style>p{content:"${WORDS}"}</style><div id=app>Loading…</div><script>"${WORDS}"</script>`, "script_shell"],
    [`<script>if (a < b) { document.write("<p>x</p>") }</script>`, "script_shell"],
    [`<div id=root></div><script src=app.js></script>${WORDS}`, null],
    [`<script src=app.js></script>`, null, "http://a.org/", { images: 1 }],
    [`<script src=app.js></script>`, null, "http://a.org/", { pages: 1 }],
    ["<p>Short, without scripts", null],
  ];
  for (const [html, expected, url = "http://a.org/", named = {}] of cases) {
    assert.equal(looksOf(html, url, { pages: 0, images: 0, ...named }), expected, `${url} ${html.slice(0, 80)}`);
  }
});

Deno.test("looksOf() takes linear time", () => {
  for (const piece of ["<", "<!--", "<script>", "<input ", "</", "<noscript", "a<b>", "&amp"]) {
    const started = performance.now();
    looksOf(piece.repeat(1_000_000 / piece.length), "http://a.org/", { pages: 0, images: 0 });
    assert.ok(performance.now() - started < 3_000, piece);
  }
});
