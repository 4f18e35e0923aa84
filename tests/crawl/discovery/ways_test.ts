import assert from "node:assert/strict";
import { discoverHtml } from "../../../modules/crawl/discovery/html.ts";
import { isAction } from "../../../modules/crawl/discovery/actions.ts";
import { isSameSite, looksLikePage } from "../../../modules/crawl/discovery/page_address.ts";
import { waysOfHandler, waysOfScript } from "../../../modules/crawl/discovery/program_ways.ts";
import { programOf } from "../../../modules/crawl/discovery/elements/ways.ts";

Deno.test("looksLikePage() takes what can only be the address of a page", () => {
  const yes = ["/a", "./a", "../a/b?c", "?page=2", "http://x.test/", "//x.test/a", "page2.html", "list.php?x=1", "a/b.aspx#c"];
  yes.push("list?page=2", "page2/", "2020/01/", "/größe/ü", "viewtopic.php", "https://x.test/a?b=http://y.test/");
  for (const text of yes) assert.ok(looksLikePage(text), text);
  const no = [
    "",
    "/",
    "x",
    "next",
    "dd/mm/yyyy",
    "text/html",
    "a b.html",
    "#top",
    ".item",
    "/^x$/",
    "{{url}}/a",
    "${x}/a",
    "a.png",
  ];
  no.push(
    "/a.css",
    "film.mp4",
    "Really?",
    "5/6",
    "/*",
    "//",
    "mailto:a@b.c",
    "javascript:x",
    "1.5",
    "on/off",
    "/a.json?x",
    "%s/a",
  );
  for (const text of no) assert.ok(!looksLikePage(text), text);
});

Deno.test("isAction() knows what asks a site to do something by whole names", () => {
  const yes = [
    "/logout",
    "/user/log-out.php",
    "/a?action=delete&id=1",
    "/a?do=addToCart",
    "/cart/add/5",
    "Sign out",
    "deleteItem.php",
  ];
  yes.push(
    "/post_delete.php?id=3",
    "/a?add-to-cart=5",
    "http://x.test/unsubscribe",
    "In den Warenkorb".slice(7),
    "/wp-login.php?action=logout",
  );
  for (const text of yes) assert.ok(isAction(text), text);
  const no = [
    "/next",
    "/gallery/removed-things.html",
    "/blog/outlook",
    "/a?page=2",
    "Next",
    "/buyers-guide",
    "/cartoon/1",
    "/likes",
    "",
  ];
  for (const text of no) assert.ok(!isAction(text), text);
});

Deno.test("waysOfHandler() and waysOfScript() tell where a program goes from what it names", () => {
  const handler = (text: string) => waysOfHandler(text).map(({ text }) => text);
  const cases: [program: string, ...ways: string[]][] = [
    ["location='page2'", "page2"],
    ["location . href = 'a' ; return false", "a"],
    ["parent.frames[1].location.replace('a')", "a"],
    ["window.open('a', '_blank', 'width=9')", "a"],
    ["location='a?b='+c"],
    ["location=b+'/a'"],
    ["location=='/a'", "/a"],
    ["x.open('GET', '/a')", "/a"],
    ["go('/a', 'b', \"c.html\")", "/a", "c.html"],
    ["say('Hello?'); name.replace('a', 'b')"],
    ["location='\\u002fa\\x2fb'", "/a/b"],
    ["/* location='a' */ // open('b')"],
    ["alert('it\\'s'"],
  ];
  for (const [program, ...ways] of cases) assert.deepEqual(handler(program), ways, program);
  assert.deepEqual(waysOfScript("go('/a'); location = '/b'; x.open('GET', '/c')").map(({ text }) => text), ["/b"]);
});

Deno.test("programOf() reads javascript: URLs as the URL Standard does", () => {
  assert.equal(programOf("javascript:go('a')"), "go('a')");
  assert.equal(programOf(" \u0001JAVA\nSCRIPT\t: go(%27%C3%BC%27,%ff)"), " go('ü',%ff)");
  for (const text of [undefined, "", "x.html", "java script:x", "javascripts:x"]) assert.equal(programOf(text), null);
});

Deno.test("isSameSite() compares hosts without www.", () => {
  const page = "http://www.site.test/a";
  for (const text of ["b", "//site.test/b", "https://www.site.test/", "/b?c=http://other.test/"]) {
    assert.ok(isSameSite(text, page));
  }
  for (const text of ["//other.test/b", "http://a.site.test/", "\\\\other.test", "http://site.test:81/"]) {
    assert.ok(!isSameSite(text, page));
  }
});

Deno.test("an attribute whose name says that its value is an address may hold a single word", () => {
  const follows = (html: string) => {
    const discovery = discoverHtml("http://site.test/docs/page.html");
    discovery.write(html);
    return discovery.end().links.map(({ url }) => url);
  };
  assert.deepEqual(follows(`<button data-url="second">x</button><li data-next-href=third>`), [
    "http://site.test/docs/second",
    "http://site.test/docs/third",
  ]);
  assert.deepEqual(follows(`<b data-url="true" data-href="12"><i data-link="external" data-target="menu">`), []);
});
