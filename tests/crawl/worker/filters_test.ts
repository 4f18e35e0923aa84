import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import sharp from "sharp";
import type { JobOptions } from "../../../modules/crawl/schemas.ts";
import { withDirectory } from "../../support/directory.ts";
import { picture } from "../../support/pictures.ts";
import { bytes, openRawServer, openSite } from "../../support/site.ts";
import { conclusion, visitOnce } from "../../support/visit.ts";
import { sentenceOf } from "../../../modules/crawl/texts.ts";

const png = (width: number, height: number) => picture(1, { width, height }).png().toBuffer();

Deno.test("an image that a filter rejects has a detail with its value and the filter's", () =>
  withDirectory(async (tempDirectory) => {
    const small = await png(40, 30);
    const turned = await picture(1, { width: 40, height: 30 }).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const cases: [Uint8Array, string, Partial<JobOptions>, string][] = [
      [small, "image/png", {}, "image"],
      [small, "image/png", { minWidth: 41 }, "rejected too_small: 40x30, at least 41x0 is asked for"],
      [small, "image/png", { minHeight: 31 }, "rejected too_small: 40x30, at least 0x31 is asked for"],
      [small, "image/png", { minWidth: 40, minHeight: 30 }, "image"],
      [turned, "image/jpeg", { minWidth: 31 }, "rejected too_small: 30x40, at least 31x0 is asked for"],
      [turned, "image/jpeg", { minHeight: 40 }, "image"],
      [small, "image/png", { mediaTypes: ["image/*"] }, "image"],
      [small, "image/x-png", { mediaTypes: ["image/png"] }, "image"],
      [small, "", { mediaTypes: ["image/png"] }, "image"],
      [small, "image/png", { mediaTypes: ["image/gif"] }, "rejected media_type: image/png, asked for is image/gif"],
      [
        small,
        "text/plain",
        { mediaTypes: ["image/gif", "image/webp"] },
        "rejected media_type: image/png, asked for is image/gif, image/webp",
      ],
      [small, "text/html", {}, "image"],
      [small, "application/json", {}, "image"],
      [small, "video/mp4", {}, "image"],
      [small, "image", {}, "image"],
      [Buffer.from("<!doctype html><p>a page about it"), "application/x-download", {}, "retype page"],
      [
        small,
        "image/png",
        { minBytes: 1_000_000 },
        `rejected too_few_bytes: ${small.byteLength} bytes, at least 1000000 are asked for`,
      ],
      [await png(400, 300), "image/png", { maxImageBytes: 1_024 }, "rejected too_large"],
      [await png(1, 1), "image/png", {}, "rejected tracking_pixel: 1x1 pixels: too small to be seen"],
      [await png(2, 2), "image/png", {}, "rejected tracking_pixel"],
      [await png(1, 3), "image/png", {}, "rejected tracking_pixel"],
      [await png(3, 3), "image/png", {}, "image"],
      [Buffer.from("<!doctype html><p>no"), "image/png", {}, "rejected not_an_image: By its bytes it is text/html"],
      [Buffer.from("{}"), "application/json", {}, "rejected not_an_image: The server says that it is application/json"],
      [Buffer.from("just text"), "text/plain", {}, "rejected not_an_image: By its bytes it is text/plain"],
      [Buffer.from("<!doctype html><p>a page about it"), "text/html", {}, "retype page"],
      [Buffer.alloc(0), "image/png", {}, "rejected empty: The answer has no content"],
    ];
    const site = await openSite((_request, path) => {
      const [body = Buffer.alloc(0), type = ""] = cases[Number(path.slice(1))] ?? [];
      return type === "" ? new Response(new Uint8Array(body)) : bytes(body, type);
    });
    try {
      for (const [index, [, type, options, expected]] of cases.entries()) {
        const last = (await visitOnce({ url: `${site.url}${index}`, kind: "image", options, tempDirectory })).at(-1);
        const found = last?.type === "rejected"
          ? `rejected ${last.reason}: ${sentenceOf(last.detail)}`
          : last?.type === "retype"
          ? "retype page"
          : last?.type ?? "";
        assert.ok(found.startsWith(expected), `${index} ${type} ${JSON.stringify(options)}: ${JSON.stringify(last)}`);
      }
      const kept = await Array.fromAsync(Deno.readDir(tempDirectory));
      assert.equal(
        kept.length,
        cases.filter(([, , , expected]) => expected === "image").length,
        "nothing else is left in the temp directory",
      );
    } finally {
      await site.close();
    }
  }));

Deno.test("an image that is rejected by its headers or its first bytes is not downloaded", async () => {
  const large = await sharp({ create: { width: 3_000, height: 2_000, channels: 3, background: "#123456" } }).png({
    compressionLevel: 0,
  }).toBuffer();
  const heads = {
    "too_small": ["content-type: image/png", large],
    "media_type": ["content-type: image/webp", large],
    "too_large": ["content-type: image/png\r\ncontent-length: 999999999", large],
    "not_an_image": ["content-type: video/mp4", Buffer.alloc(large.byteLength, "....ftypisom")],
    "x_robots_tag": ["content-type: image/png\r\nx-robots-tag: imagetagger: noindex", large],
  } as const;
  for (const [reason, [head, body]] of Object.entries(heads)) {
    let sent = 0;
    const server = openRawServer(async (write) => {
      await write(`HTTP/1.1 200 OK\r\n${head}\r\n\r\n`);
      for (let at = 0; at < body.byteLength; at += 65_536) {
        await write(body.subarray(at, at + 65_536));
        sent += 65_536;
      }
    });
    const options = { mediaTypes: ["image/png"], ...(reason === "too_small" ? { minWidth: 5_000 } : {}) };
    assert.equal(await conclusion({ url: server.url, kind: "image", options }), `rejected ${reason}`);
    await server.close();
    assert.ok(sent < body.byteLength / 2, `${reason}: ${sent} of ${body.byteLength} bytes were taken`);
  }
});
