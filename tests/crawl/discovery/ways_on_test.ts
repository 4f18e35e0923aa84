import assert from "node:assert/strict";
import { discoverHtml } from "../../../modules/crawl/discovery/html.ts";
import { NO_WAYS, WAYS_ON } from "../../support/ways_on.ts";

const PAGE = "http://site.test/list/first.html";
const TO = "/list/second.html";

function pages(html: string, headers: Record<string, string> = {}): string[] {
  const discovery = discoverHtml(PAGE, { headers: new Headers(headers) });
  discovery.write(html);
  const { links } = discovery.end();
  return links.filter(({ kind, url }) => kind === "page" && url !== PAGE).map(({ url }) => url.replace("http://site.test", ""));
}

Deno.test("discoverHtml() follows each way on once, and no action", () => {
  for (const [name, { html, headers }] of Object.entries(WAYS_ON)) {
    const found = pages(html(TO), headers?.(TO));
    assert.ok(found.some((path) => path.split("?")[0] === TO), `${name}: ${found.join()}`);
    assert.ok(new Set(found).size <= 2, `${name}: ${found.join()}`);
  }
  for (const [name, html] of Object.entries(NO_WAYS)) assert.deepEqual(pages(html(TO)), [], name);
});
