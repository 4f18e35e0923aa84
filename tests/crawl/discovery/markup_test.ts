import assert from "node:assert/strict";
import { readMarkup } from "../../../modules/crawl/discovery/markup.ts";

/** Returns what is read as one text: `<b` and `b>` for the beginning and the end of an element. */
function read(text: string, { xml = false, piece = text.length } = {}): string {
  const events: string[] = [];
  const reader = readMarkup({
    opened: (name, attributes) =>
      void events.push(`<${name}${Object.entries(attributes).map(([key, value]) => `[${key}=${value}]`).join("")}`),
    closed: (name) => void events.push(`${name}>`),
    text: (words) => void (words.trim() === "" || events.push(words.trim())),
  }, { xml });
  for (let at = 0; at < text.length; at += piece) reader.write(text.slice(at, at + piece));
  reader.end();
  return events.join(" ");
}

Deno.test("readMarkup() closes elements by their end tags, by the tags that imply their end, and at the end of the text", () => {
  const cases: [html: string, read: string][] = [
    ["<B>x</b>y", "<b x b> y"],
    ["<div><i>x</div>y", "<div <i x i> div> y"],
    ["<ul><li>a<li>b", "<ul <li a li> <li b li> ul>"],
    ["<p>a<div>b", "<p a p> <div b div>"],
    ["<tr><td>a<td>b<tr>c", "<tr <td a td> <td b td> tr> <tr c tr>"],
    ["<select><option>a<option>b</select>", "<select <option a option> <option b option> select>"],
    ["</x></p>a<br>b</br><img/>", "a <br br> b <img img>"],
    ["<form><form><b></form>", "<form <b b> form>"],
    ["<a x=1 X=2 y>", "<a[x=1][y=] a>"],
    ["<a href='1'>a<a href='2'>b", "<a[href=1] a a> <a[href=2] b a>"],
  ];
  for (const [html, expected] of cases) {
    assert.equal(read(html), expected, html);
    assert.equal(read(html, { piece: 1 }), expected, html);
  }
});

Deno.test("readMarkup() reads SVG and MathML in HTML, and leaves them at tags that can only be HTML", () => {
  const cases: [html: string, read: string][] = [
    [
      "<svg><image href=a /><style/><title>t</title></svg><image src=b>",
      "<svg <image[href=a] image> <style style> <title t title> svg> <img[src=b] img>",
    ],
    ["<svg><g><p>x<script>'<b>'</script>", "<svg <g g> svg> <p x <script '<b>' script> p>"],
    [
      "<svg><foreignObject><div><image></foreignObject><g/></svg>",
      "<svg <foreignobject <div <img img> div> foreignobject> <g g> svg>",
    ],
    ["<svg><![CDATA[<b>]]></svg>x", "<svg <b> svg> x"],
    ["<![CDATA[<p>x<b>y]]>z", "x <b y]]> z b>"],
    ["<![CDATA[<p>x<b><![CDATA[<p>y", "x <b y b>"],
    ["<!--[if IE]><b><![endif]--><![if !IE]><i>", "<i i>"],
    ["<math><mi><b>x</mi><mo/></math>", "<math <mi <b x b> mi> <mo mo> math>"],
    ["<svg><font><font color=x>", "<svg <font font> svg> <font[color=x] font>"],
  ];
  for (const [html, expected] of cases) assert.equal(read(html), expected, html);
});

Deno.test("readMarkup() reads no tags out of elements that hold text only, however they are closed", () => {
  for (const name of ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"]) {
    for (const end of [`</${name}>`, `</${name.toUpperCase()} >`, `</${name}/x>`]) {
      assert.equal(read(`<${name}><b></x></b>${end}<i>`), `<${name} <b></x></b> ${name}> <i i>`);
    }
    assert.equal(read(`<${name}><b>`), `<${name} <b> ${name}>`);
  }
  assert.equal(read("<plaintext><b></plaintext>"), "<plaintext <b></plaintext> plaintext>");
  assert.equal(read("a<!--><b>--><!-- --!><i>"), "a <b --> <i i> b>");
});

Deno.test("readMarkup() reads XML with its own names, self-closing tags and CDATA", () => {
  assert.equal(
    read("<A:b x='1'/><c><![CDATA[<d>]]>&lt;</c><p><p/></p>", { xml: true }),
    "<A:b[x=1] A:b> <c <d> < c> <p <p p> p>",
  );
});
