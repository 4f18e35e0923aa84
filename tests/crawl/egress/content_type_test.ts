import assert from "node:assert/strict";
import { readContentType } from "../../../modules/crawl/egress/content_type.ts";

Deno.test("readContentType() takes the last valid type of all lines, as Fetch says, and the first part of a line that is not valid", () => {
  const cases: [header: string | null, essence: string, charset: string | null][] = [
    [null, "", null],
    ["", "", null],
    ["TEXT/HTML;Charset=UTF-8", "text/html", "UTF-8"],
    ["text/html, text/plain", "text/plain", null],
    ["text/plain, text/html; charset=koi8-r", "text/html", "koi8-r"],
    ["text/html; charset=koi8-r, text/html", "text/html", "koi8-r"],
    ["text/html; charset=koi8-r, text/plain", "text/plain", null],
    ["text/html; charset=a, text/html; charset=b", "text/html", "b"],
    ["text/html,", "text/html", null],
    ["text/html, */*", "text/html", null],
    ["*/*", "", null],
    [`text/html; x="a, text/plain"; charset="gbk"`, "text/html", "gbk"],
    [`text/html; charset="a\\bc"`, "text/html", "abc"],
    ["text/html; charset='utf-8'", "text/html", "utf-8"],
    ["text/html; charset = utf-8", "text/html", "utf-8"],
    ["text/html;", "text/html", null],
    ["text/html; ; a", "text/html", null],
    ["text/html; accept-charset=gbk", "text/html", null],
    ["text/html charset=utf-8", "text/html", "utf-8"],
    ["text/html (a page)", "text/html", null],
    ["text/html charset=utf-8, text/plain", "text/plain", null],
    ["html", "", null],
    ["text", "", null],
    ["force-download", "", null],
    ["image/*", "image/*", null],
    ["image/png; name=a.png", "image/png", null],
    ["charset=utf-8", "", "utf-8"],
  ];
  for (const [header, essence, charset] of cases) {
    assert.deepEqual(readContentType(header), { essence, charset }, header ?? "no header");
  }
});
