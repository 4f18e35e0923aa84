import assert from "node:assert/strict";
import { openTestEngine } from "../support/engine.ts";
import { openSite } from "../support/site.ts";

const PROJECT = new URL("../../", import.meta.url).pathname;

/** A crawler that tries all operations, and reports in messages which of them it could do. */
const CURIOUS = `
const attempts = (url: string, page: string) => ({
  "read the environment": () => { if (Object.keys(Deno.env.toObject()).length === 0) throw new Deno.errors.NotCapable("none"); },
  "read a secret": () => { if (Deno.env.get("ACCESS_TOKEN") === undefined) throw new Deno.errors.NotCapable("none"); },
  "start a program": () => new Deno.Command("/bin/true").outputSync(),
  "start Deno": () => new Deno.Command(Deno.execPath()).outputSync(),
  "load a library": () => Deno.dlopen("/lib/x86_64-linux-gnu/libc.so.6", {}),
  "read the host name": () => Deno.hostname(),
  "read the interfaces": () => Deno.networkInterfaces(),
  "read passwd": () => Deno.readTextFileSync("/etc/passwd"),
  "read the database": () => [...Deno.readDirSync("DATA/database")],
  "read stored images": () => [...Deno.readDirSync("DATA/images")],
  "read the lock file": () => Deno.readTextFileSync("DATA/lock"),
  "read the settings": () => Deno.readTextFileSync("PROJECT.env.example"),
  "write beside temp": () => Deno.writeTextFileSync("DATA/tmp/stray", "x"),
  "write the data": () => Deno.writeTextFileSync("DATA/images/stray", "x"),
  "write the crawlers": () => Deno.writeTextFileSync("CRAWLERS/stray.ts", "x"),
  "write the program": () => Deno.writeTextFileSync("PROJECTmodules/stray.ts", "x"),
  "import from the network": () => import(page + "evil.ts"),
  "make a freer worker": () => new Worker("data:text/javascript,", { type: "module", deno: { permissions: { run: true } } }),
  "read the program": () => Deno.readTextFileSync("PROJECTmodules/crawl/crawler.ts"),
  "read the crawlers": () => [...Deno.readDirSync("CRAWLERS")],
});
export default {
  name: "curious",
  async discover(page, context) {
    const done = [];
    for (const [name, attempt] of Object.entries(attempts("", page.url))) {
      try {
        await attempt();
        done.push(name);
      } catch (error) {
        if (!/NotCapable|Requires|PermissionDenied|remote|escalate/i.test(String(error))) done.push(name + ": " + error);
      }
    }
    context.log("info", JSON.stringify(done));
  },
};`;

Deno.test("a crawler can read the program and the crawlers, and nothing else", async () => {
  const site = await openSite({
    "/": "<p>hello",
    "/evil.ts": () => new Response("export {}", { headers: { "content-type": "text/typescript" } }),
  });
  const test = await openTestEngine({ sites: [site.hostPort], environment: { ACCESS_TOKEN: "a-secret-of-sixteen-characters" } });
  const { dataDir } = test;
  const crawlersDir = test.engine.config.crawl.crawlersDir ?? "";
  const source = CURIOUS.replaceAll("DATA", dataDir).replaceAll("CRAWLERS", crawlersDir).replaceAll("PROJECT", PROJECT);
  await Deno.writeTextFile(`${crawlersDir}/curious.ts`, source);
  try {
    const job = await test.crawl(site.url, { crawler: "curious" });
    assert.equal(job.status, "completed", job.statusReason ?? "");
    const [said = "[]"] = await test.texts(job.id);
    assert.deepEqual(JSON.parse(said), ["read the program", "read the crawlers"]);
    assert.ok(!site.paths().includes("/evil.ts"));
  } finally {
    await test.close();
    await site.close();
  }
});
