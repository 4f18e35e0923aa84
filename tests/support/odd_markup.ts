/** HTML that is written oddly, and the paths of the images that a browser finds in it, in the order of the document. */
export interface OddMarkup {
  name: string;
  html: string;
  images: string[];
}

const odd = (name: string, html: string, ...images: string[]): OddMarkup => ({ name, html, images });

export const ODD_MARKUP: readonly OddMarkup[] = [
  odd("a line end in an address", `<img src="/a/\n b.png">`, "/a/%20b.png"),
  odd("white space around an address", `<img src=" \t\n/a.png\r\n ">`, "/a.png"),
  odd("upper case", `<IMG SRC="/a.PNG"><iMg sRc=/b.png>`, "/a.PNG", "/b.png"),
  odd("an attribute twice", `<img src=/a.png src=/b.png>`, "/a.png"),
  odd("no space between attributes", `<img alt="x"src="/a.png"alt=y>`, "/a.png"),
  odd("slashes between attributes", `<img/alt="x"/src="/a.png"/>`, "/a.png"),
  odd("an equals sign too many", `<img =x src=/a.png><img src==/b.png>`, "/a.png", "/=/b.png"),
  odd("an address with quotes in it", `<img src=/a"b.png>`, "/a%22b.png"),
  odd("a quote that is closed much later", `<img src="/a.png><img src="/b.png">`, "/a.png%3E%3Cimg%20src="),
  odd("character references", `<img src="&#47;a&period;png?x=1&amp;y=2&copy=3">`, "/a.png?x=1&y=2&copy=3"),
  odd("an image element", `<image src=/a.png><svg><image href="/none.svg"/></svg><image src=/b.png>`, "/a.png", "/b.png"),
  odd(
    "an image in a table",
    `<table><img src=/a.png><tr><img src=/b.png><td><img src=/c.png></table>`,
    "/a.png",
    "/b.png",
    "/c.png",
  ),
  odd("an image in a head", `<head><title>x</title><img src=/a.png></head>`, "/a.png"),
  odd("an image behind the end", `</body></html><img src=/a.png>`, "/a.png"),
  odd("an image in a frame set that is none", `<p>x</p><frameset><img src=/a.png></frameset>`, "/a.png"),
  odd("an SVG that is not closed", `<svg><g><path/><p><img src=/a.png>`, "/a.png"),
  odd("an image in SVG", `<svg><img src=/a.png></svg><svg><foreignObject><img src=/b.png></svg>`, "/a.png", "/b.png"),
  odd("a style in SVG", `<svg><style><img src=/a.png></style></svg>`, "/a.png"),
  odd("a title in SVG", `<svg><title><img src=/a.png></title></svg>`, "/a.png"),
  odd("a script in SVG", `<svg><script>var x = "<b>"</script></svg><img src=/a.png>`, "/a.png"),
  odd("CDATA in HTML", `<![CDATA[<p><img src=/a.png>]]><![CDATA[ > <img src=/b.png>`, "/a.png", "/b.png"),
  odd("CDATA in SVG", `<svg><![CDATA[<img src=/none.png>]]></svg><img src=/a.png>`, "/a.png"),
  odd("comments that end at once", `<!--><img src=/a.png>--><!---><img src=/b.png>`, "/a.png", "/b.png"),
  odd("a comment that ends in --!>", `<!-- <img src=/none.png> --!><img src=/a.png>`, "/a.png"),
  odd("a comment with dashes", `<!-- -- > <img src=/none.png> ---><img src=/a.png>`, "/a.png"),
  odd("a comment that is not closed", `<img src=/a.png><!-- <img src=/none.png>`, "/a.png"),
  odd("conditional comments", `<!--[if IE]><img src=/none.png><![endif]--><![if !IE]><img src=/a.png><![endif]>`, "/a.png"),
  odd("a processing instruction", `<?php echo "<img src=/none.png>" ?><img src=/a.png>`, "/a.png"),
  odd("end tags with attributes", `<b></b x="<img src=/none.png>"><img src=/a.png>`, "/a.png"),
  odd("an end tag that is none", `</ <img src=/none.png><img src=/a.png>`, "/a.png"),
  odd("a script that is closed with a space", `<script>"<img src=/none.png>"</script ><img src=/a.png>`, "/a.png"),
  odd("a script that is not closed", `<img src=/a.png><script>var x; <img src=/none.png>`, "/a.png"),
  odd("a style that is not closed", `<img src=/a.png><style>x { } <img src=/none.png>`, "/a.png"),
  odd("a title that is not closed", `<title>x <img src=/none.png>`),
  odd("a text field that is not closed", `<img src=/a.png><textarea><img src=/none.png>`, "/a.png"),
  odd("plain text", `<img src=/a.png><plaintext><img src=/none.png></plaintext><img src=/none.png>`, "/a.png"),
  odd("xmp and listing", `<xmp><img src=/none.png></xmp><listing><img src=/a.png></listing>`, "/a.png"),
  odd("noframes and noembed", `<noembed><img src=/none.png></noembed><img src=/a.png>`, "/a.png"),
  odd("two bases", `<base target=x><base href="/b/"><base href="/c/"><img src=a.png>`, "/b/a.png"),
  odd("a base with a script's address", `<base href="javascript:x"><img src=a.png>`, "/a.png"),
  odd("null characters", `<im\0g><img src=/a.png>x\0<p><img src=/b.png>`, "/a.png", "/b.png"),
  odd("a form in a form", `<form><form><img src=/a.png></form><img src=/b.png>`, "/a.png", "/b.png"),
  odd("links in links", `<a href=x><a href=y><img src=/a.png></a></a><img src=/b.png>`, "/a.png", "/b.png"),
  odd("an end of a line break and of a paragraph", `</br></p><img src=/a.png></img>`, "/a.png"),
  odd("MathML", `<math><mi><img src=/a.png></mi><mtext><img src=/b.png></mtext></math>`, "/a.png", "/b.png"),
  odd("a tag that ends the text", `<img src=/a.png><img src=/none.png`, "/a.png"),
  odd("an upper-case doctype in the middle", `<p><!DOCTYPE x [<!ENTITY a "b">]><img src=/a.png>`, "/a.png"),
];
