import assert from "node:assert/strict";
import { readLazy } from "../../../modules/crawl/discovery/lazy.ts";

const base = "http://site.test/";
const onImg = (name: string, value: string) =>
  readLazy(name, value, { base, onPicture: true }).map(({ url, role }) => `${role} ${url}`);
const onDiv = (name: string, value: string) => readLazy(name, value, { base, onPicture: false }).map(({ url }) => url);

Deno.test("readLazy() derives from an attribute's name how its image relates to the picture", () => {
  const cases: [name: string, value: string, ...found: string[]][] = [
    ["data-src", "a.png", "source a.png"],
    ["data-src", "/image/17", "source /image/17"],
    ["data-lazy", "true"],
    ["data-lazy-srcset", "a.png 1x, /b 2x", "source a.png", "source /b"],
    ["data-full-url", "a.png", "largest a.png"],
    ["data-large", "a.png", "larger a.png"],
    ["data-orig-file", "a.png", "largest a.png"],
    ["data-thumb", "a.png", "smaller a.png"],
    ["data-flow-src", "a.png", "source a.png"],
    ["data-hover-src", "a.png", "other a.png"],
    ["data-anything", "a.png?x=1", "other a.png?x=1"],
    ["data-anything", "/image/17"],
    ["v-lazy", "a.png", "source a.png"],
  ];
  for (const [name, value, ...found] of cases) assert.deepEqual(onImg(name, value), found, `${name}=${value}`);
});

Deno.test("readLazy() finds the images in any data attribute, and takes no text for one", () => {
  const cases: [value: string, ...found: string[]][] = [
    ["a.png", "a.png"],
    ["/my photo.jpg", "/my photo.jpg"],
    ["url('a b.png'), url(c.png)", "a b.png", "c.png"],
    ["a.png 320w, b.png 640w", "a.png", "b.png"],
    ["a.jpg [(max-width: 9px)] | b.jpg", "a.jpg", "b.jpg"],
    ["[s.jpg, small], [l.jpg, (min-width: 9px)]", "s.jpg", "l.jpg"],
    [`{"src":"/a.png","w":[{"url":"https://x.test/b.webp?1"}]}`, "/a.png", "https://x.test/b.webp?1"],
    [`{"/a.jpg":[1,2]}`, "/a.jpg"],
    ["See the photo.jpg"],
    ["<img src='a.png'>"],
    ["javascript:x.png"],
    ["{{ image }}.png"],
    ["collapse"],
    ["image/png"],
  ];
  for (const [value, ...found] of cases) assert.deepEqual(onDiv("data-x", value), found, value);
});

Deno.test("readLazy() takes any address for the picture of an element that shows nothing of its own", () => {
  const awaited = (name: string, value: string) =>
    readLazy(name, value, { base, onPicture: true, isAwaited: true }).map(({ url, role }) => `${role} ${url}`);
  const cases: [name: string, value: string, ...found: string[]][] = [
    ["data-src", "40.php?id=7", "source 40.php?id=7"],
    ["data-original", "?image=7", "source ?image=7"],
    ["data-lazy-src", "thumbs/7", "source thumbs/7"],
    ["data-src", "true"],
    ["data-src", "640"],
    ["data-lazy", "1.5"],
    ["data-src", "film.mp4"],
    ["data-src", "{{image.src}}"],
    ["data-id", "40.php?id=7"],
  ];
  for (const [name, value, ...found] of cases) assert.deepEqual(awaited(name, value), found, `${name}=${value}`);
  assert.deepEqual(onImg("data-src", "40.php?id=7"), []);
});
