import assert from "node:assert/strict";
import { JobInput } from "../../modules/crawl/schemas.ts";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { unpackTemplate } from "../support/database.ts";
import { withDirectory } from "../support/directory.ts";
import { openTestEngine } from "../support/engine.ts";
import { makePictures } from "../support/gallery.ts";
import { bytes, closedPort, openSite, redirect } from "../support/site.ts";

const FORM = `<form action="/session" method="post"><label>Name <input name="user"></label>
  <input type="password" name="word"><button>Sign in</button></form>`;
const PAGE = (body: string) =>
  `<!doctype html><html><head><title>Site</title><link rel="icon" href="/logo.png"></head><body>${body}`;
const SHELL = PAGE(`<noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div>
  <script src="/app.js"></script>`);

/** A job by the paths of its start addresses, its status, and a part of its reason, or null for none. */
type Case = [seeds: string[], status: "completed" | "failed", reason: RegExp | null];

const CASES: Record<string, Case> = {
  "a gallery with a sign-in box": [["/gallery"], "completed", null],
  "a small gallery with a sign-in box on each page": [["/album"], "completed", null],
  "an unreachable server": [["closed"], "failed", /refuses connections/],
  "a redirect to a sign-in": [["/private"], "failed", /private: It redirects to \S+\/login\S+: It is a sign-in/],
  "a sign-in with a logo and an imprint": [["/door"], "failed", /door: It is a sign-in/],
  "a challenge": [["/challenge"], "failed", /asks whether the visitor is a person/],
  "a redirect in a circle": [["/circle"], "failed", /circle, which leads back to it/],
  "everything out of scope": [["/outward"], "failed", /Everything .*2 URLs.* outside of the job's scope "host"/],
  "images that are none": [["/fakes"], "completed", /^The only image was not stored: The answer is text\/html/],
  "one of two": [["/gallery", "/missing"], "completed", /^1 of the 2 start addresses .* is \S+missing: /],
};

function routes(pictures: Uint8Array[]): Record<string, string | (() => Response)> {
  const images = Object.fromEntries(pictures.map((picture, at) => [`/i${at}.png`, () => bytes(picture)]));
  return {
    ...images,
    "/logo.png": () => bytes(pictures[0] ?? new Uint8Array()),
    "/gallery": PAGE(`${FORM}${pictures.map((_, at) => `<img src="/i${at}.png">`).join("")}`),
    "/album": PAGE(`${FORM}<img src="/i1.png"><img src="/i2.png"><a href="/album/2">More</a>`),
    "/album/2": PAGE(`${FORM}<img src="/i3.png"><img src="/i4.png"><a href="/album">Back</a>`),
    "/private": () => redirect("/login?next=private"),
    "/login?next=private": PAGE(FORM),
    "/door": PAGE(`<img src="/logo.png">${FORM}<a href="/imprint">Imprint</a>`),
    "/imprint": PAGE(`<img src="/logo.png"> The people behind this site`),
    "/challenge": () => new Response("Just a moment...", { status: 403, headers: { "cf-mitigated": "challenge" } }),
    "/shell": SHELL,
    "/app.js": () => new Response("render()", { headers: { "content-type": "text/javascript" } }),
    "/circle": () => redirect("/circle"),
    "/outward": `<p>Elsewhere</p><a href="http://other.test/">o</a><a href="http://other.test/2">o</a>`,
    "/fakes": `<p>Fakes</p><img src="/imprint">`,
  };
}

Deno.test("a job says truly how it ended: what its start addresses brought, and why it was not more", async () => {
  const site = await openSite(routes(await makePictures(6, 910)));
  const closed = `127.0.0.1:${closedPort()}`;
  const test = await openTestEngine({ sites: [site.hostPort, closed], environment: { CRAWL_CONCURRENT_JOBS: "4" } });
  try {
    const results = await Promise.all(
      Object.entries(CASES).map(async ([name, [seeds, status, reason]]) => {
        const urls = seeds.map((seed) => seed === "closed" ? `http://${closed}/` : new URL(seed, site.url).href);
        const options = { delayMilliseconds: 0, sitemaps: false };
        const { id } = await test.engine.manager.create(JobInput.parse({ urls, options }));
        return { name, status, reason, job: await test.ended(id, 200) };
      }),
    );
    for (const { name, status, reason, job } of results) {
      assert.equal(job.status, status, `${name}: ${job.statusReason}`);
      if (reason === null) assert.equal(job.statusReason, null, name);
      else assert.match(job.statusReason ?? "", reason, name);
    }
    assert.deepEqual(await test.breaches(), []);
  } finally {
    await test.close();
    await site.close();
  }
});

Deno.test("the command ends with status 1 and the reason if the start address brought nothing", () =>
  withDirectory(async (directory) => {
    const site = await openSite(routes([]));
    await unpackTemplate(join(directory, "database"));
    const environment = { DATA_DIR: directory, CRAWL_ALLOWED_PRIVATE_HOSTS: site.hostPort, INSPECT_PROCESSES: "1" };
    const command = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", "modules/app/crawl_command/main.ts", `${site.url}shell`, "--no-sitemaps"],
      cwd: fileURLToPath(new URL("../../", import.meta.url)),
      env: { ...environment, NO_COLOR: "1" },
      stdin: "null",
    });
    const { code, stdout } = await command.output().finally(() => site.close());
    assert.match(new TextDecoder().decode(stdout), /Job 1 failed: \S+\/shell: It shows nothing until its scripts have run/);
    assert.equal(code, 1);
  }));
