import assert from "node:assert/strict";
import { type CookieJar, openJar } from "../../../modules/crawl/cookies/jar.ts";

const NOW = Date.parse("2030-01-01T00:00:00Z");
const sent = (jar: CookieJar, url: string) =>
  jar.cookiesOf(url).map(({ name, value }) => name === "" ? value : `${name}=${value}`).join("; ");

/** Returns what a jar sends to a URL after another URL has set these cookies. */
function after(url: string, lines: string | string[], to = url): string {
  const jar = openJar(null, () => NOW);
  jar.take(url, [lines].flat(), null);
  return sent(jar, to);
}

Deno.test("a cookie goes to the hosts, paths and schemes that it was set for, and to no others", () => {
  const cases: [from: string, line: string, to: string, expected: string][] = [
    ["http://a.org/", "x=1", "http://a.org/any/where?q", "x=1"],
    ["http://a.org/", "x=1", "https://a.org:8443/", "x=1"],
    ["http://a.org:8000/", "x=1", "http://a.org:9000/", "x=1"],
    ["http://a.org/", "x=1", "http://www.a.org/", ""],
    ["http://a.org/", "x=1; Domain=a.org", "http://www.a.org/", "x=1"],
    ["http://www.a.org/", "x=1; domain=.A.org", "http://img.a.org/", "x=1"],
    ["http://www.a.org/", "x=1; Domain=img.a.org", "http://img.a.org/", ""],
    ["http://a.org/", "x=1; Domain=www.a.org", "http://www.a.org/", ""],
    ["http://a.org/", "x=1; Domain=b.org", "http://b.org/", ""],
    ["http://a.org/", "x=1; Domain=a.org", "http://nota.org/", ""],
    ["http://a.org/", "x=1; Domain=", "http://a.org/", "x=1"],
    ["http://a.org/", "x=1; Domain=b.org; Domain=a.org", "http://www.a.org/", "x=1"],
    ["http://a.co.uk/", "x=1; Domain=co.uk", "http://b.co.uk/", ""],
    ["http://a.co.uk/", "x=1; Domain=co.uk", "http://a.co.uk/", ""],
    ["http://me.github.io/", "x=1; Domain=github.io", "http://you.github.io/", ""],
    ["http://github.io/", "x=1; Domain=github.io", "http://github.io/", "x=1"],
    ["http://github.io/", "x=1; Domain=github.io", "http://me.github.io/", ""],
    ["http://www.city.kawasaki.jp/", "x=1; Domain=city.kawasaki.jp", "http://city.kawasaki.jp/", "x=1"],
    ["http://127.0.0.1/", "x=1; Domain=127.0.0.1", "http://127.0.0.1:81/", "x=1"],
    ["http://127.0.0.1/", "x=1; Domain=0.0.1", "http://127.0.0.1/", ""],
    ["http://127.0.0.1/", "x=1", "http://127.0.0.2/", ""],
    ["http://[::1]/", "x=1", "http://[::1]:8080/", "x=1"],
    ["http://localhost/", "x=1; Domain=localhost", "http://localhost:3000/", "x=1"],
    ["http://a.localhost/", "x=1; Domain=localhost", "http://b.localhost/", ""],
    ["http://a.test/", "x=1; Domain=test", "http://b.test/", ""],
    ["http://test/", "x=1; Domain=test", "http://test/", "x=1"],
    ["http://intranet/", "x=1; Domain=intranet", "http://intranet/", "x=1"],
    ["http://www.bücher.de/", "x=1; Domain=xn--bcher-kva.de", "http://bücher.de/", "x=1"],
    ["http://www.bücher.de/", "x=1; Domain=b\xc3\xbccher.de", "http://www.bücher.de/", ""],
    ["http://a.org/one/two", "x=1", "http://a.org/one/three", "x=1"],
    ["http://a.org/one/two", "x=1", "http://a.org/one", "x=1"],
    ["http://a.org/one/two", "x=1", "http://a.org/", ""],
    ["http://a.org/", "x=1; Path=/img", "http://a.org/img/1.png", "x=1"],
    ["http://a.org/", "x=1; Path=/img/", "http://a.org/img/1.png", "x=1"],
    ["http://a.org/", "x=1; Path=/img", "http://a.org/images/1.png", ""],
    ["http://a.org/deep/er", "x=1; Path=img", "http://a.org/deep/", "x=1"],
    ["http://a.org/", "x=1; Path=/caf%C3%A9", "http://a.org/café/1", "x=1"],
    ["https://a.org/", "x=1; Secure", "https://a.org/", "x=1"],
    ["https://a.org/", "x=1; Secure", "http://a.org/", ""],
    ["http://a.org/", "x=1; Secure", "https://a.org/", ""],
    ["http://a.org/", "x=1; HttpOnly; SameSite=Strict; Partitioned; Priority=High", "http://a.org/", "x=1"],
    ["https://cdn.org/", "x=1; SameSite=None; Secure", "https://cdn.org/i.png", "x=1"],
  ];
  for (const [from, line, to, expected] of cases) assert.equal(after(from, line, to), expected, `${from} ${line} ${to}`);
});

Deno.test("names and values are sent as they came, byte for byte, and cookies that browsers ignore are not kept", () => {
  const https = "https://a.org/";
  const cases: [line: string, expected: string][] = [
    ["a=b=c", "a=b=c"],
    [" a\t= b c ; Path=/", "a=b c"],
    ['a="quoted, too"', 'a="quoted, too"'],
    ["a=", "a="],
    ["a", "a"],
    ["=a", "a"],
    ["=a=b", "a=b"],
    ["=", ""],
    ["", ""],
    ["; Path=/", ""],
    ["voil\xc3\xa0=\xff\xa0", "voil\xc3\xa0=\xff\xa0"],
    ["a=tab\there", "a=tab\there"],
    ["a=nul\0", ""],
    ["a=b\x01c", ""],
    ["a=b; Path=/\x7f", ""],
    ["__proto__=1", "__proto__=1"],
    [`a=${"v".repeat(4_095)}`, `a=${"v".repeat(4_095)}`],
    [`a=${"v".repeat(4_096)}`, ""],
    [`a=1; Path=/${"p".repeat(1_024)}`, "a=1"],
    ["__Secure-a=1; Secure", "__Secure-a=1"],
    ["__Secure-a=1", ""],
    ["__secure-a=1", ""],
    ["__Host-a=1; Secure; Path=/", "__Host-a=1"],
    ["__Host-a=1; Secure", ""],
    ["__Host-a=1; Secure; Path=/; Domain=a.org", ""],
    ["__HOST-a=1; Path=/", ""],
    ["=__Host-a=1; Secure; Path=/", ""],
  ];
  for (const [line, expected] of cases) assert.equal(after(https, line), expected, line);
  assert.equal(
    after(https, ["z=1", "a=2; Path=/x", "b=3", "z=4"], `${https}x/`),
    "a=2; z=4; b=3",
    "longer paths and older first",
  );
});

Deno.test("a cookie ends by Max-Age before Expires, which is read by the server's clock", () => {
  let now = NOW;
  const date = (milliseconds: number) => new Date(milliseconds).toUTCString();
  const lasts = (line: string, serverTime: number | null, milliseconds: number) => {
    now = NOW;
    const jar = openJar(null, () => now);
    jar.take("http://a.org/", ["x=0", line], serverTime === null ? null : date(serverTime));
    now += milliseconds;
    return sent(jar, "http://a.org/") !== "";
  };
  const hour = 3_600_000;
  const cases: [line: string, serverTime: number | null, milliseconds: number, expected: boolean][] = [
    ["x=1", null, 300 * 24 * hour, true],
    ["x=1; Max-Age=60", null, 59_000, true],
    ["x=1; Max-Age=60", null, 60_000, false],
    ["x=1; Max-Age=0", null, 0, false],
    ["x=1; Max-Age=-5", null, 0, false],
    ["x=1; Max-Age=soon", null, hour, true],
    [`x=1; Max-Age=${"9".repeat(40)}`, null, hour, true],
    [`x=1; Expires=${date(0)}; Max-Age=60`, null, 1_000, true],
    [`x=1; Max-Age=60; Expires=${date(NOW + hour)}`, null, 61_000, false],
    [`x=1; Expires=${date(NOW + hour)}`, null, hour - 1, true],
    [`x=1; Expires=${date(NOW + hour)}`, null, hour, false],
    [`x=1; Expires=${date(NOW - 9 * hour)}`, NOW - 10 * hour, hour - 1, true],
    [`x=1; Expires=${date(NOW + 11 * hour)}`, NOW + 10 * hour, hour + 1, false],
    ["x=1; expires=Thu, 01-Jan-1970 00:00:01 GMT", NOW + hour, 0, false],
    ["x=1; Expires=never", null, hour, true],
  ];
  for (const [line, serverTime, milliseconds, expected] of cases) {
    assert.equal(lasts(line, serverTime, milliseconds), expected, `${line} after ${milliseconds} ms`);
  }
  now = NOW;
  const jar = openJar(null, () => now);
  jar.take("http://a.org/", ["x=1; Max-Age=60"], null);
  for (let second = 0; second < 60; second++, now += 1_000) assert.equal(sent(jar, "http://a.org/"), "x=1");
  assert.equal(sent(jar, "http://a.org/"), "", "sending a cookie does not lengthen its life");
});

Deno.test("a cookie from http: does not take the place of a Secure one", () => {
  const jar = openJar();
  jar.take("https://a.org/", ["s=1; Secure"], null);
  jar.take("http://a.org/", ["s=2", "t=2"], null);
  assert.equal(sent(jar, "https://a.org/"), "s=1; t=2");
  assert.equal(sent(jar, "http://a.org/"), "t=2");
});

Deno.test("a jar keeps 50 cookies a domain, 3,000 in total and a mebibyte, those that were used last", () => {
  let now = NOW;
  const jar = openJar(null, () => now++);
  const sentBy = (host: string) => sent(jar, `http://${host}.a.org/`);
  jar.take("http://first.a.org/", ["first=1"], null);
  for (let at = 0; at < 60; at++) {
    jar.take(`http://${at}.a.org/`, ["x=1"], null);
    assert.equal(sentBy("first"), "first=1", "it was used a moment ago");
  }
  assert.equal(Array.from({ length: 60 }, (_, at) => sentBy(`${at}`)).filter((cookie) => cookie !== "").length, 49);
  assert.deepEqual([sentBy("10"), sentBy("11")], ["", "x=1"]);
  for (let at = 0; at < 3_100; at++) jar.take(`http://${at}.org/`, ["x=1"], null);
  assert.deepEqual([sent(jar, "http://0.org/"), sent(jar, "http://3099.org/")], ["", "x=1"]);
  assert.equal(JSON.parse(jar.changes() ?? "[]").length, 3_000);
  for (let at = 0; at < 400; at++) jar.take(`http://${at}.org/`, [`x=${'"'.repeat(4_000)}`], null);
  const saved = jar.changes() ?? "";
  assert.ok(saved.length > 2 ** 19 && saved.length <= 2 ** 20, String(saved.length));
});

Deno.test("a jar that is saved and opened again sends the same cookies, and is saved only after a change", () => {
  const jar = openJar(null, () => NOW);
  assert.equal(jar.changes(), null);
  jar.take("https://a.org/x/", ["a=\xe9; Domain=a.org; Secure", "b=2; Max-Age=60", "gone=1; Max-Age=0", "=bare"], null);
  const saved = jar.changes();
  assert.ok(saved !== null && !saved.includes("gone"));
  assert.equal(jar.changes(), null);
  jar.take("https://a.org/x/", ["=bare"], null);
  assert.equal(jar.changes(), null, "the same cookie again is no change");
  const again = openJar(saved, () => NOW);
  for (const url of ["https://a.org/x/y", "https://b.a.org/x/", "http://a.org/x/"]) {
    assert.equal(sent(again, url), sent(jar, url));
  }
  again.take("https://a.org/x/", ["b=; Max-Age=0"], null);
  assert.doesNotMatch(again.changes() ?? "b", /"b"/);
  for (const broken of ["", "[", "{}", '[{"name":1}]', "null"]) assert.equal(sent(openJar(broken), "https://a.org/"), "");
});

Deno.test("a line of any form and length is read in linear time", () => {
  for (const piece of [" ", "\t", " =", "; ", ";a=", "a=b;", ";Path=/ ", ";Domain=", "=", '"']) {
    for (const length of [15_000, 250_000]) {
      const line = `a=b${piece.repeat(length / piece.length)}c`;
      const started = performance.now();
      after("http://a.org/", Array.from({ length: 250_000 / length }, () => line));
      assert.ok(performance.now() - started < 1_000, `${length} ${piece}`);
    }
  }
});
