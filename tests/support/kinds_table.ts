/** The paths of one kind of reference on its own page, or on a page that has all kinds. */
export interface Paths {
  /** The path of the image that must be found. */
  image: string;
  /** The path of an image that is a smaller candidate of the same picture. */
  small: string;
  /** The path of a file that the page needs: a style sheet, a feed, another page. */
  file(name: string): string;
}

/** One kind of image reference, as the parts of a page that has only this reference. */
export interface Kind {
  head?(paths: Paths): string;
  body?(paths: Paths): string;
  headers?(paths: Paths): Record<string, string>;
  /** The texts of further files, by their names, whose endings give the media types. */
  files?(paths: Paths): Record<string, string>;
}

const base64 = (text: string) => btoa(text);
const placeholder = `data:image/gif;base64,${base64("GIF89a")}`;
const name = ({ image }: Paths) => image.slice(image.lastIndexOf("/") + 1);
const folder = ({ image }: Paths) => image.slice(0, image.lastIndexOf("/") + 1);
const body = (write: (paths: Paths) => string): Kind => ({ body: write });
const head = (write: (paths: Paths) => string): Kind => ({ head: write });

const IMAGES: Record<string, Kind> = {
  "img-src": body(({ image }) => `<img src="${image}" alt="A">`),
  "img-unquoted": body(({ image }) => `<IMG SRC=${image}>`),
  "img-single-quoted": body(({ image }) => `<img src = '${image}'/>`),
  "img-entities": body(({ image }) => `<img src="${image.replace(".", "&#46;").replace(/\//g, "&sol;")}">`),
  "img-spaces": body(({ image }) => `<img src="\n  ${image}\t ">`),
  "img-as-image": body(({ image }) => `<image src="${image}">`),
  "srcset-width": body(({ image, small }) => `<img src="${small}" srcset="${small} 320w, ${image} 1280w" sizes="50vw">`),
  "srcset-density": body(({ image, small }) => `<img srcset="${small}, ${image} 2x">`),
  "srcset-comma-in-url": body((p) => `<img srcset="${p.small} 1x, ${folder(p)}a,b/../${name(p)} 3x">`),
  "picture-source": body(({ image, small }) =>
    `<picture><source media="(min-width: 800px)" srcset="${image} 1600w"><img src="${small}" width="400"></picture>`
  ),
  "picture-img-srcset": body(({ image, small }) =>
    `<picture><source type="image/webp" srcset="${small} 100w"><img src="${small}" srcset="${image} 900w"></picture>`
  ),
  "linked-original": body(({ image, small }) => `<a href="${image}"><img src="${small}" srcset="${small} 9999w"></a>`),
  "link": body(({ image }) => `<a href="${image}#top">Original</a>`),
  "handler": body(({ image }) => `<a href="#" onclick="window.open('${image}', '_blank', 'width=9'); return false">x</a>`),
  "javascript-url": body(({ image }) => `<a href="javascript:openWin%28%27${image}%27%29">x</a>`),
  "area": body(({ image }) => `<map name=m><area href="${image}" alt="Part"></map>`),
  "input": body(({ image }) => `<input type="image" src="${image}" alt="Send">`),
  "poster": body(({ image }) => `<video poster="${image}"><source src="/film.mp4"></video>`),
  "audio-poster": body(({ image }) => `<audio poster="${image}"></audio>`),
  "object": body(({ image }) => `<object data="${image}" type="image/png"></object>`),
  "embed": body(({ image }) => `<embed src="${image}">`),
  "background-attribute": body(({ image }) => `<table background="${image}"><tr><td>x</td></tr></table>`),
  "lowsrc": body(({ image }) => `<img lowsrc="${image}">`),
  "dynsrc": body(({ image }) => `<img dynsrc="${image}">`),
  "svg-image-href": body(({ image }) => `<svg><image href="${image}" width="9" height="9"/></svg>`),
  "svg-image-xlink": body(({ image }) => `<svg><image xlink:href="${image}" /></svg>`),
  "svg-feimage": body(({ image }) => `<svg><filter id="f"><feImage href="${image}"/></filter></svg>`),
  "svg-use": body(({ image }) => `<svg><use href="${image}#part"/></svg>`),
  "amp-img": body(({ image }) => `<amp-img src="${image}" width="300" height="200"></amp-img>`),
  "microdata-content": body(({ image }) => `<div itemscope><span itemprop="image" content="${image}"></span></div>`),
};

const LAZY: Record<string, Kind> = {
  "data-src": body(({ image }) => `<img class="lazy" src="${placeholder}" data-src="${image}">`),
  "data-srcset": body(({ image, small }) => `<img data-srcset="${small} 300w, ${image} 900w">`),
  "data-original": body(({ image }) => `<img data-original="${image}" src="${placeholder}">`),
  "data-lazy-src": body(({ image }) => `<img data-lazy-src="${image}">`),
  "data-lazy-srcset": body(({ image, small }) => `<img data-lazy-srcset="${small} 1x, ${image} 2x">`),
  "data-lazy": body(({ image }) => `<img data-lazy="${image}">`),
  "data-bg": body(({ image }) => `<div class="lazyload" data-bg="${image}"></div>`),
  "data-background-image": body(({ image }) => `<section data-background-image="url('${image}')"></section>`),
  "data-bgset": body(({ image, small }) => `<div data-bgset="${small} [(max-width: 400px)] | ${image} 1200w"></div>`),
  "data-large-file": body(({ image, small }) => `<img src="${small}" data-large-file="${image}">`),
  "data-anything": body(({ image }) => `<button data-zoom-picture-url="${image}">Zoom</button>`),
  "data-json": body(({ image }) => `<div data-settings="{&quot;slides&quot;:[{&quot;img&quot;:&quot;${image}&quot;}]}"></div>`),
  "data-poster": body(({ image }) => `<video data-poster="${image}"></video>`),
  "lazy-source": body(({ image, small }) =>
    `<picture><source data-srcset="${image} 800w"><img src="${placeholder}" data-src="${small}"></picture>`
  ),
  "noscript": body(({ image }) => `<noscript><img src="${image}"></noscript>`),
  "noscript-in-head": head(({ image }) => `<noscript><style>body { background: url(${image}) }</style></noscript>`),
  "template": body(({ image }) => `<template><p><img src="${image}"></p></template>`),
  "shadow-dom": body(({ image }) => `<div><template shadowrootmode="open"><img src="${image}"></template></div>`),
};

const STYLES: Record<string, Kind> = {
  "inline-style": body(({ image }) => `<div style="background-image: url(${image})"></div>`),
  "inline-style-quot": body(({ image }) => `<div style="background: url(&quot;${image}&quot;)"></div>`),
  "style-block": head(({ image }) => `<style>.a > .b::after { content: url( "${image}" ) }</style>`),
  "style-escape": head(({ image }) => `<style>a { background: u\\72 l("${image.replace("i", "\\69 ")}") }</style>`),
  "style-variable": head(({ image }) => `<style>:root { --photo: url(${image}) }</style>`),
  "style-image-set": head(({ image, small }) => `<style>b { background: image-set("${small}" 1x, "${image}" 2x) }</style>`),
  "style-webkit-image-set": head(({ image, small }) =>
    `<style>b { background: -webkit-image-set(url(${small}) 1x, url(${image}) 2x) }</style>`
  ),
  "style-cross-fade": head(({ image }) => `<style>i { background: cross-fade(url(${image}), white, 50%) }</style>`),
  "style-in-media": head(({ image }) =>
    `<style>@media print { @supports (a: b) { li { list-style: url('${image}') } } }</style>`
  ),
  "stylesheet": {
    head: ({ file }) => `<link rel="stylesheet" href="${file("sheet.css")}">`,
    files: (p) => ({ "sheet.css": `h1 { border-image-source: url("${p.image}") }` }),
  },
  "stylesheet-relative": {
    head: ({ file }) => `<link rel=stylesheet type="text/css" href="${file("relative.css")}">`,
    files: (p) => ({ "relative.css": `h1 { background: url(../../..${p.image}) }` }),
  },
  "stylesheet-import": {
    head: ({ file }) => `<style>@import url(${file("one.css")}) screen;</style>`,
    files: ({ file, image }) => ({ "one.css": `@import "${file("two.css")}";`, "two.css": `p { background: url(${image}) }` }),
  },
  "stylesheet-alternate": {
    head: ({ file }) => `<link rel="alternate stylesheet" title="x" href="${file("alternate.css")}">`,
    files: ({ image }) => ({ "alternate.css": `p{background:url(${image})}` }),
  },
  "stylesheet-preload": {
    head: ({ file }) => `<link rel="preload" as="style" href="${file("preload.css")}">`,
    files: ({ image }) => ({ "preload.css": `p{background:url(${image})}` }),
  },
};

const HEAD: Record<string, Kind> = {
  "og-image": head(({ image }) => `<meta property="og:image" content="${image}">`),
  "og-image-url": head(({ image }) => `<meta property="og:image:url" content="${image}">`),
  "og-image-secure-url": head(({ image }) => `<meta property="og:image:secure_url" content="${image}">`),
  "twitter-image": head(({ image }) => `<meta name="twitter:image" content="${image}">`),
  "twitter-image-src": head(({ image }) => `<meta name="twitter:image:src" content="${image}">`),
  "itemprop-meta": head(({ image }) => `<meta itemprop="image" content="${image}">`),
  "itemprop-link": head(({ image }) => `<link itemprop="thumbnailUrl" href="${image}">`),
  "tile-image": head(({ image }) => `<meta name="msapplication-TileImage" content="${image}">`),
  "meta-thumbnail": head(({ image }) => `<meta name="thumbnail" content="${image}">`),
  "icon": head(({ image }) => `<link rel="icon" sizes="32x32" href="${image}">`),
  "shortcut-icon": head(({ image }) => `<link rel="SHORTCUT ICON" href="${image}">`),
  "apple-touch-icon": head(({ image }) => `<link rel="apple-touch-icon" href="${image}">`),
  "apple-touch-icon-precomposed": head(({ image }) => `<link rel="apple-touch-icon-precomposed" href="${image}">`),
  "mask-icon": head(({ image }) => `<link rel="mask-icon" href="${image}" color="red">`),
  "fluid-icon": head(({ image }) => `<link rel="fluid-icon" href="${image}">`),
  "image-src": head(({ image }) => `<link rel="image_src" href="${image}">`),
  "preload": head(({ image }) => `<link rel="preload" as="image" href="${image}">`),
  "preload-imagesrcset": head(({ image, small }) =>
    `<link rel=preload as=image href="${small}" imagesrcset="${small} 400w, ${image} 800w">`
  ),
  "prefetch": head(({ image }) => `<link rel="prefetch" href="${image}">`),
  "link-header": { headers: ({ image }) => ({ link: `<${image}>; rel="preload"; as=image` }) },
  "link-header-stylesheet": {
    headers: ({ file }) => ({ link: `<${file("header.css")}>; rel=stylesheet` }),
    files: ({ image }) => ({ "header.css": `p{background:url(${image})}` }),
  },
};

const DATA: Record<string, Kind> = {
  "json-ld": head(({ image }) => `<script type="application/ld+json">{"@type":"Article","image":["${image}"]}</script>`),
  "json-ld-graph": head(({ image }) =>
    `<script type="application/ld+json">{"@graph":[{"@type":"Person","name":"x"},{"@type":"WebPage","primaryImageOfPage":` +
    `{"@type":"ImageObject","contentUrl":"${image}","license":"https://example.org/by"}}]}</script>`
  ),
  "json-ld-logo": head(({ image }) =>
    `<script type="application/ld+json">[{"@type":"Organization","logo":{"@type":"ImageObject","url":"${image}"}}]</script>`
  ),
  "next-data": body(({ image }) =>
    `<script id="__NEXT_DATA__" type="application/json">{"props":{"pageProps":{"hero":{"src":"${image}"}}}}</script>`
  ),
  "nuxt-data": body(({ image }) =>
    `<script type="application/json" id="__NUXT_DATA__" data-ssr="true">[["Reactive",1],{"photo":2},"${image}"]</script>`
  ),
  "window-state": body(({ image }) =>
    `<script>window.__INITIAL_STATE__ = {"a":"}","gallery":["${image.replace("/", "\\u002F")}"]};start();</script>`
  ),
  "json-script": body(({ image }) => `<script type="application/json" class="data">{"${image}":[640,480]}</script>`),
};

const DOCUMENTS: Record<string, Kind> = {
  "manifest-icon": manifest((image) => ({ icons: [{ src: image, sizes: "192x192" }] })),
  "manifest-screenshot": manifest((image) => ({ screenshots: [{ src: image }] })),
  "manifest-shortcut": manifest((image) => ({ shortcuts: [{ name: "x", url: "/", icons: [{ src: image }] }] })),
  "rss-enclosure": rss((image) => `<item><title>x</title><enclosure url="${image}" type="image/png" length="1"/></item>`),
  "rss-media-content": rss((image) => `<item><media:group><media:content url="${image}" medium="image"/></media:group></item>`),
  "rss-media-thumbnail": rss((image) => `<item><media:thumbnail url="${image}"/></item>`),
  "rss-itunes-image": rss((image) => `<itunes:image href="${image}"/>`),
  "rss-channel-image": rss((image) => `<image><url>${image}</url><title>x</title></image>`),
  "rss-description": rss((image) => `<item><description>&lt;img src="${image}"&gt;</description></item>`),
  "rss-content-encoded": rss((image) =>
    `<item><content:encoded><![CDATA[<p><img src='${image}'></p>]]></content:encoded></item>`
  ),
  "atom-content": atom((image) => `<entry><content type="html">&lt;img src="${image}"&gt;</content></entry>`),
  "atom-logo": atom((image) => `<logo>${image}</logo>`),
  "atom-enclosure": atom((image) => `<entry><link rel="enclosure" type="image/png" href="${image}"/></entry>`),
  "json-feed": {
    head: ({ file }) => `<link rel="alternate" type="application/feed+json" href="${file("feed.json")}">`,
    files: ({ image }) => ({ "feed.json": JSON.stringify({ version: "https://jsonfeed.org/version/1.1", items: [{ image }] }) }),
  },
  "sitemap-image": {
    head: ({ file }) => `<link rel="sitemap" href="${file("index.xml")}">`,
    files: ({ file, image }) => ({
      "index.xml": `<sitemapindex><sitemap><loc>${file("images.xml")}</loc></sitemap></sitemapindex>`,
      "images.xml": `<?xml version="1.0"?><urlset xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url>` +
        `<loc>/</loc><image:image><image:loc>${image}</image:loc></image:image></url></urlset>`,
    }),
  },
  "iframe": framed(({ file }) => `<iframe src="${file("framed.html")}"></iframe>`),
  "frame": framed(({ file }) => `<frame src="${file("framed.html")}">`),
  "iframe-srcdoc": body(({ image }) => `<iframe srcdoc="&lt;p&gt;&lt;img src=&quot;${image}&quot;&gt;"></iframe>`),
  "meta-refresh": framed(({ file }) => `<meta http-equiv="refresh" content="5; URL='${file("framed.html")}'">`),
  "base-href": { head: (p) => `<base href="${folder(p)}">`, body: (p) => `<img src="${name(p)}">` },
};

function manifest(content: (image: string) => unknown): Kind {
  return {
    head: ({ file }) => `<link rel="manifest" href="${file("app.webmanifest")}">`,
    files: ({ image }) => ({ "app.webmanifest": JSON.stringify(content(image)) }),
  };
}

function rss(content: (image: string) => string): Kind {
  const spaces = 'xmlns:media="http://search.yahoo.com/mrss/" xmlns:content="http://purl.org/rss/1.0/modules/content/"';
  return {
    head: ({ file }) => `<link rel="alternate" type="application/rss+xml" href="${file("feed.rss")}">`,
    files: ({ image }) => ({
      "feed.rss": `<?xml version="1.0"?><rss version="2.0" ${spaces}><channel>${content(image)}</channel></rss>`,
    }),
  };
}

function atom(content: (image: string) => string): Kind {
  return {
    head: ({ file }) => `<link rel="alternate" type="application/atom+xml" href="${file("feed.atom")}">`,
    files: ({ image }) => ({ "feed.atom": `<feed xmlns="http://www.w3.org/2005/Atom">${content(image)}</feed>` }),
  };
}

/** Makes a kind with a script in a file of its own. */
function program(write: (paths: Paths) => string): Kind {
  return {
    body: ({ file }) => `<script src="${file("app.js")}" defer></script>`,
    files: (paths) => ({ "app.js": write(paths) }),
  };
}

function framed(write: (paths: Paths) => string): Kind {
  return { body: write, files: ({ image }) => ({ "framed.html": `<!doctype html><img src="${image}">` }) };
}

const PROGRAMS: Record<string, Kind> = {
  "script-string": body(({ image }) => `<script>document.write('<p>it\\'s <img src="${image}"></p>')</script>`),
  "script-module": body(({ image }) => `<script type="module">new Image().src = "${image.replaceAll("/", "\\x2F")}"</script>`),
  "script-file": program(({ image }) => `/* "x.png" */ const quote = /"/; show("${image}");`),
  "script-concatenation": program(({ image }) => `show(location.origin + '${image}' + "?v=" + version)`),
  "script-template-literal": program(({ image }) => `show(\`<img alt="\${texts["a"]}" src="\${root}${image}">\`)`),
  "script-bundle": {
    head: ({ file }) => `<link rel="modulepreload" href="${file("bundle.js")}">`,
    files: (paths) => ({ "bundle.js": `e.exports = n.p + "kinds/../img/${name(paths)}"` }),
  },
};

/** All kinds of image references, by names that are also used in paths. */
export const KINDS: Readonly<Record<string, Kind>> = {
  ...IMAGES,
  ...LAZY,
  ...STYLES,
  ...HEAD,
  ...DATA,
  ...DOCUMENTS,
  ...PROGRAMS,
};

/** References to images that must not be fetched, by names that are also used in paths. */
export const TRAPS: Readonly<Record<string, Kind>> = {
  "comment": body(({ image }) => `<!-- <img src="${image}"> -->`),
  "conditional-comment": body(({ image }) => `<!--[if IE]><img src="${image}"><![endif]-->`),
  "script-comment": body(({ image }) => `<script>// img.src = "${image}"\n/* '${image}' */ x = /"${image.slice(1)}"/</script>`),
  "script-for-old-browsers": body(({ image }) => `<script nomodule>img.src = "${image}"</script>`),
  "script-template": body(({ image }) => `<script type="text/template"><img src="${image}"></script>`),
  "textarea": body(({ image }) => `<textarea><img src="${image}"></textarea>`),
  "title": head(({ image }) => `<title><img src="${image}"></title>`),
  "text-in-attribute": body(({ image }) => `<p title="a > b <img src='${image}'>">x</p>`),
  "escaped-text": body(({ image }) => `<p>&lt;img src="${image}"&gt;</p>`),
  "css-comment": head(({ image }) => `<style>/* a { background: url(${image}) } */</style>`),
  "css-string": head(({ image }) => `<style>a::after { content: "url(${image})" }</style>`),
  "css-font": head(({ image }) => `<style>@font-face { font-family: x; src: url(${image}) } @namespace url(${image});</style>`),
  "tracking-pixel": body(({ image }) => `<img src="${image}" width="1" height="1" alt="">`),
  "tracking-pixel-by-style": body(({ image }) => `<img src="${image}" style="width: 0; height: 0px">`),
  "placeholder": body(({ image }) => `<img src="${image.replace(/[^/]+$/, "spacer.gif")}" data-src="/img/img-src.png">`),
  "no-address": body(() => `<a href="#">x</a><a href="javascript:go(x.png)">x</a><a href="mailto:x.png@site.test">x</a>`),
  "video-source": body(({ image }) => `<video><source srcset="${image}" src="/film.mp4"></video>`),
};
