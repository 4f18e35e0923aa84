import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { searchImages } from "../../modules/search/service.ts";
import { ImageQuery } from "../../modules/search/schemas.ts";
import { findTaggings } from "../../modules/tags/repository.ts";
import { KINDS } from "../support/database.ts";
import { openTestEngine } from "../support/engine.ts";
import { openGallery } from "../support/gallery.ts";
import { bytes, html } from "../support/site.ts";
import { listSources } from "../support/sources.ts";

const sha256 = (data: Uint8Array) => createHash("sha256").update(data).digest("hex");

for (const kind of KINDS) {
  Deno.test({
    name: `a site is crawled completely, a second crawl adds no file, and every URL has an outcome (${kind})`,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      const { site, pictures } = await openGallery({
        pages: 4,
        routes: {
          "/robots.txt": () => new Response("User-agent: *\nDisallow: /secret/"),
          "/": `<a href="/p0.html">in</a><a href="/secret/x.html">no</a><a href="http://elsewhere.test/">out</a>
            <img src="/missing.png"><img src="/text.png"><img src="/empty.png"><a href="/data.json">data</a>`,
          "/text.png": () => html("<p>no image"),
          "/empty.png": () => bytes(new Uint8Array(0)),
          "/data.json": () => Response.json({}),
        },
      });
      const test = await openTestEngine({ sites: [site.hostPort], kind });
      const { engine, dataDir } = test;
      try {
        const job = await test.crawl(site.url, { tags: ["from_test", "gallery"] });
        assert.equal(job.status, "completed", job.statusReason ?? "");
        assert.deepEqual(
          await names(join(dataDir, "images", String(job.id))),
          pictures.map((data) => `${sha256(data)}.png`).sort(),
        );
        for (const data of pictures) {
          const file = await Deno.readFile(join(dataDir, "images", String(job.id), `${sha256(data)}.png`));
          assert.deepEqual(Buffer.from(file), Buffer.from(data));
        }

        const images = await searchImages(engine.database, ImageQuery.parse({ limit: 200 }));
        assert.deepEqual(images.items.map((image) => image.sha256).sort(), pictures.map(sha256).sort());
        const shared = images.items.find((image) => image.sha256 === sha256(pictures[8] ?? new Uint8Array()));
        assert.ok(shared);
        const sources = await listSources(engine.database, shared.id);
        assert.deepEqual(sources.map(({ pageUrl, alt, heading, pageTitle }) => [pageUrl, alt, heading, pageTitle]), [
          [`${site.url}p0.html`, "Picture 8", "Heading 0", "Page 0"],
          [`${site.url}p1.html`, "Picture 8", "Heading 1", "Page 1"],
          [`${site.url}p2.html`, "Picture 8", "Heading 2", "Page 2"],
          [`${site.url}p3.html`, "Picture 8", "Heading 3", "Page 3"],
        ]);
        for (const { id } of images.items) {
          assert.deepEqual((await findTaggings(engine.database, id)).map(({ name, origin }) => [name, origin]).sort(), [
            ["from_test", "crawl"],
            ["gallery", "crawl"],
          ]);
        }

        const outcomes = await test.outcomes(job.id);
        const expected = {
          "/": "page",
          "/p3.html": "page",
          "/i0.png": "stored",
          "/secret/x.html": "rejected robots",
          "http://elsewhere.test/": "rejected scope",
          "/missing.png": "failed http_404",
          "/text.png": "rejected not_an_image",
          "/empty.png": "rejected empty",
          "/data.json": "rejected not_html",
          "/robots.txt": "page",
        };
        assert.deepEqual({ ...outcomes, ...expected }, outcomes);
        assert.ok(!site.paths().includes("/secret/x.html"));
        const { pagesFound, pagesDone, imagesFound, imagesStored, bytesStored } = job.counters;
        assert.deepEqual([pagesFound, pagesDone, imagesFound, imagesStored], [8, 5, 12, 9]);
        assert.equal(bytesStored, pictures.reduce((sum, { length }) => sum + length, 0));
        assert.ok(site.mostAtOnce() <= 2, `${site.mostAtOnce()} requests at once`);
        assert.equal(site.requests[0]?.path, "/robots.txt");
        assert.equal(new Set(site.paths()).size, site.requests.length, "nothing was asked twice");

        const again = await test.crawl(site.url, { perHostConcurrency: 4 });
        assert.deepEqual([again.status, again.counters.imagesStored, again.counters.imagesDuplicate], ["completed", 0, 9]);
        assert.deepEqual(await names(join(dataDir, "images")), [String(job.id)]);
        assert.equal((await listSources(engine.database, shared.id)).length, 8);
        assert.deepEqual(await names(join(dataDir, "tmp")), []);
        assert.deepEqual(await test.breaches(), []);
      } finally {
        await test.close();
        await site.close();
      }
    },
  });
}

async function names(directory: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(directory), ({ name }) => name)).sort();
}
