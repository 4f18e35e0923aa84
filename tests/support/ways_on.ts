/** A page that leads to another page without a plain link. `to` is the path of the other page, relative to the root. */
export interface Way {
  html(to: string): string;
  headers?(to: string): Record<string, string>;
}

const way = (html: (to: string) => string): Way => ({ html });
const header = (headers: (to: string) => string): Way => ({ html: () => "x", headers: (to) => ({ link: headers(to) }) });
/** The name of a file in the folder of the page. */
const file = (to: string) => to.slice(to.lastIndexOf("/") + 1);

/** Each leads to `to`, which may be followed by a query. */
export const WAYS_ON: Record<string, Way> = {
  "link rel next": way((to) => `<link rel="next" href="${to}">`),
  "link rel next nofollow": way((to) => `<LINK REL="Next nofollow" HREF='${to}'>`),
  "link rel prev": way((to) => `<link rel=prev href=${to}>`),
  "link rel alternate hreflang": way((to) => `<link rel="alternate" hreflang="de" href="${to}">`),
  "link rel prerender": way((to) => `<link rel="prerender" href="${to}">`),
  "Link header": header((to) => `<${to}>; rel=next`),
  "Link header with several links": header((to) =>
    `</none.css>; title="a, <b>"; rel=preload; as=font,<${to}> ; Title=x; REL="last next"`
  ),
  "anchor in SVG": way((to) => `<svg><a xlink:href="${to}"><text>x</text></a></svg>`),
  "template": way((to) => `<template><a href="${to}">x</a></template>`),
  "noscript": way((to) => `<noscript><a href="${to}">x</a></noscript>`),
  "data-url of a button": way((to) => `<button data-url="${to}">More</button>`),
  "data-href of a row": way((to) => `<table><tr data-href="${file(to)}"><td>x</table>`),
  "data-next-page": way((to) => `<div class="list" data-next-page="${to}"></div>`),
  "data-ajax-url": way((to) => `<span data-ajax-url="${to}?part=1">x</span>`),
  "hx-get": way((to) => `<div hx-get="${to}" hx-trigger="revealed"></div>`),
  "location.href": way((to) => `<div onclick="location.href='${to}'">x</div>`),
  "location": way((to) => `<td ONCLICK='window.location = "${file(to)}"; return false;'>x</td>`),
  "document.location": way((to) => `<input type=button onclick="document.location.href=\`${to}\`">`),
  "location.assign": way((to) => `<p ondblclick="self.location.assign('${to}')">x</p>`),
  "location.replace": way((to) => `<p onclick="if (x) top.location.replace(&quot;${to}&quot;)">x</p>`),
  "window.open": way((to) => `<a href="#" onclick="window.open('${to}', 'w', 'width=9')">x</a>`),
  "a function of the page": way((to) => `<span onclick="show(this, '${file(to)}')">x</span>`),
  "javascript: URL": way((to) => `<a href="javascript:goto('${to}')">x</a>`),
  "javascript: URL with escapes": way((to) => `<a href=" JavaScript:void(window.open(%27${encodeURIComponent(to)}%27))">x</a>`),
  "javascript: URL of an area": way((to) => `<map><area href="javascript:go('${to}')"></map>`),
  "select that goes to its value": way((to) =>
    `<select onchange="location = this.value"><option value="">Page<option value="${to}">2</select>`
  ),
  "select that makes an address": way((to) =>
    `<select onchange="location.href='${to}?n=' + this.options[this.selectedIndex].value"><option>7</option></select>`
  ),
  "options that are addresses": way((to) => `<select class="jump"><option value="${to}">2</option></select>`),
  "GET form with a select": way((to) => `<form action="${to}"><select name=page><option>1<option selected>2</select></form>`),
  "GET form with a button": way((to) =>
    `<form action="${to}"><input type=hidden name=a value="x y"><button name=go value=1>Next</button></form>`
  ),
  "GET form with radio buttons": way((to) =>
    `<form method=get action=${file(to)}><input type=radio name=album value=7><input type=submit></form>`
  ),
  "formaction": way((to) =>
    `<form action="/none" method=post><input name=t><button formmethod=get formaction="${to}">Next</button></form>`
  ),
  "frame": way((to) => `<frameset><frame src="${to}"></frameset>`),
  "object": way((to) => `<object data="${to}"></object>`),
  "refresh": way((to) => `<meta http-equiv="refresh" content="0;URL='${to}'">`),
  "script that goes": way((to) => `<script>if (top == self) window.location = "${to}";</script>`),
  "speculation rules": way((to) => `<script type="speculationrules">{"prefetch":[{"urls":["${to}"]}]}</script>`),
  "JSON of the page": way((to) => `<script type="application/json">{"list":{"nextPageUrl":"${to}"}}</script>`),
  "JSON-LD list": way((to) =>
    `<script type="application/ld+json">{"@type":"ItemList","itemListElement":[{"@type":"ListItem","position":1,"url":"${to}"}]}</script>`
  ),
  "JSON-LD pages": way((to) => `<script type="application/ld+json">{"@type":"CollectionPage","relatedLink":["${to}"]}</script>`),
};

/** Pages that ask for actions, or for what only a person can give. Nothing of `to` may be requested. */
export const NO_WAYS: Record<string, (to: string) => string> = {
  "POST form": (to) => `<form method=post action="${to}"><select name=page><option>1<option>2</select><button>Go</button></form>`,
  "POST button": (to) => `<form action="${to}"><input type=hidden name=a><button formmethod=post>Go</button></form>`,
  "dialog": (to) => `<form method=dialog action="${to}"><button name=a value=1>Go</button></form>`,
  "log out": (to) => `<button onclick="location.href='${to}?action=logout'">x</button>`,
  "log out page": (to) => `<span data-url="${to}/log_out.php">x</span>`,
  "delete": (to) => `<a href="#" onclick="if (confirm('Sure?')) location='${to}?do=deleteItem&amp;id=3'">x</a>`,
  "delete form": (to) => `<form action="${to}"><input type=hidden name=id value=3><input type=submit value="Delete"></form>`,
  "hidden action": (to) => `<form action="${to}"><input type=hidden name=action value=remove><button>Go</button></form>`,
  "unsubscribe": (to) => `<a href="javascript:go('${to}/unsubscribe?list=1')">x</a>`,
  "cart": (to) => `<form action="${to}/cart/add"><select name=size><option>S<option>M</select><button>Buy</button></form>`,
  "add to cart": (to) => `<button data-href="${to}?add-to-cart=17">x</button>`,
  "confirmed": (to) => `<button data-url="${to}" data-method="delete">x</button>`,
  "search": (to) =>
    `<form action="${to}"><input name=q><select name=in><option>all<option>titles</select><button>Go</button></form>`,
  "required text": (to) => `<form action="${to}"><input name=year required><select name=in><option>a</select></form>`,
  "log in": (to) => `<form action="${to}"><input name=u value=x><input type=password name=p><button>Go</button></form>`,
  "upload": (to) => `<form action="${to}"><input type=file name=f><select name=x><option>1</select></form>`,
  "disabled": (to) => `<form action="${to}"><select name=x disabled><option>1</select></form>`,
  "counted click": (to) => `<a href="#" onclick="ga('send', 'pageview', '${to}')">x</a>`,
  "script that only names": (to) => `<script>var next = "${to}"; router.push("${to}"); xhr.open("GET", "${to}");</script>`,
  "no rel": (to) =>
    `<link rel="dns-prefetch preconnect" href="${to}"><link rel=alternate type="application/json+oembed" href="${to}">`,
  "comment": (to) => `<!-- <a href="${to}">x</a> --><!--[if IE]><a href="${to}">x</a><![endif]-->`,
};
