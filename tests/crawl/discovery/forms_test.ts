import assert from "node:assert/strict";
import { discoverHtml } from "../../../modules/crawl/discovery/html.ts";

function pages(html: string, encoding?: string): string[] {
  const discovery = discoverHtml("http://site.test/docs/page.html?own=1", { encoding: () => encoding });
  discovery.write(html);
  const { links } = discovery.end();
  return links.filter(({ kind }) => kind === "page").map(({ url }) => url.replace("http://site.test", ""));
}

Deno.test("the choices of a GET form are followed, one changed at a time, as a browser would send them", () => {
  const cases: [html: string, ...pages: string[]][] = [
    [
      `<form action="list.php?old=1#x"><select name=page><option value=1>One<option value=2 selected>Two</select></form>`,
      "/docs/list.php?page=2",
      "/docs/list.php?page=1",
    ],
    [`<form><select name="p"><option> 1 <option disabled>2<option>3</select>`, "/docs/page.html?p=1", "/docs/page.html?p=3"],
    [
      `<form action=/l><input type=radio name=r value=a checked><input type=radio name=r value=b><input type=checkbox name=c></form>`,
      "/l?r=a",
      "/l?r=b",
      "/l?r=a&c=on",
    ],
    [
      `<form action=/l><input type=hidden name="a b" value="ü&1\n2"><input type=image name=go alt=x></form>`,
      "/l?a+b=%C3%BC%261%0D%0A2&go.x=0&go.y=0",
    ],
    [
      `<form action=/l><input name=from value=0><input type=submit name=s value=Next><input type=submit name=s value=Delete></form>`,
      "/l?from=0&s=Next",
    ],
    [`<form action=/l><input type=number name=page min=1 max=3 value=2></form>`, "/l?page=2", "/l?page=1", "/l?page=3"],
    [`<form action=/l><select name=s multiple><option>a<option>b</select></form>`, "/l?", "/l?s=a", "/l?s=b"],
    [`<form action=/l><input type=hidden name=a value=1 disabled><button type=button name=b>x</button></form>`],
    [`<table><tr><form action=/l><td><input type=hidden name=a value=1></td></tr><tr><td><input type=submit></form>`, "/l?a=1"],
    [`<form action="http://other.test/l"><select name=a><option>1</select></form>`],
    [`<form action="mailto:x"><select name=a><option>1</select></form>`],
  ];
  for (const [html, ...expected] of cases) assert.deepEqual(pages(html), expected, html);
});

Deno.test("a form is sent in the encoding of its page", () => {
  assert.deepEqual(pages(`<form action=/l><input type=hidden name=q value="ж z"></form>`, "windows-1251"), ["/l?q=%E6+z"]);
});

Deno.test("of a form 50 submissions are followed at most, those of a pager first", () => {
  const options = (count: number) => Array.from({ length: count }, (_, index) => `<option>${index}`).join("");
  const found = pages(
    `<form action=/l><select name=sort>${options(60)}</select><select name=page>${options(30)}</select></form>`,
  );
  assert.equal(found.length, 50);
  assert.equal(found.filter((path) => path.includes("sort=0")).length, 30);
});

Deno.test("forms without end, and choices without end, take a bounded number of submissions", () => {
  const form = `<form action=/l>${`<input type=checkbox name=c value=1>`.repeat(5_000)}</form>`;
  assert.ok(pages(form).length <= 50);
  const many = Array.from({ length: 2_000 }, (_, index) => `<form action=/l${index}><input type=hidden name=a></form>`).join("");
  assert.ok(pages(many).length <= 500);
});
