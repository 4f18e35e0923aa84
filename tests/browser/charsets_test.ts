import assert from "node:assert/strict";
import { CHARSET_CASES } from "../support/charset_cases.ts";
import { findChromium, openChromium, saySkipped } from "./chromium.ts";

const found = await findChromium();
if (found === null) await saySkipped();

Deno.test({
  ignore: found === null,
  name: "Chromium asks for the images of pages in every encoding as the table of cases says, by which the crawler is tested too",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    const asked = new Map<number, string>();
    const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, ({ url }) => {
      const [number = "", ...image] = url.slice(url.indexOf("/", 8) + 1).split("/");
      if (image.length > 0) asked.set(Number(number), image.join("/"));
      const page = image.length === 0 ? CHARSET_CASES[Number(number)] : undefined;
      if (page === undefined) return new Response(null, { status: 404 });
      const headers: Record<string, string> = page.contentType === null ? {} : { "content-type": page.contentType };
      return new Response(new Uint8Array(page.body), { headers });
    });
    const browser = await openChromium(found ?? assert.fail());
    try {
      const page = await browser.newPage();
      const wrong: unknown[] = [];
      for (const [index, { name, asked: expected, alone }] of CHARSET_CASES.entries()) {
        await page.goto(`http://127.0.0.1:${server.addr.port}/${index}`);
        const actual = asked.get(index);
        if ((actual === expected) !== (alone === undefined)) wrong.push({ name, actual, expected, alone });
      }
      assert.deepEqual(wrong, [], "Chromium asks for these in another way than the table says");
    } finally {
      await browser.close();
      await server.shutdown();
    }
  },
});
