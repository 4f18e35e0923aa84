import assert from "node:assert/strict";
import { JobInput, type JobOptions } from "../../modules/crawl/schemas.ts";
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
const typed = (type: string, body: string) => () => new Response(body, { headers: { "content-type": type } });
const status = (code: number) => () => new Response("no", { status: code });
const named = (path: string) => `<a href="${path}">more</a>`;

interface Case {
  /** The paths of the start addresses. */
  seeds: string[];
  options?: Partial<JobOptions>;
  status: "completed" | "failed";
  /** A part of the reason, or null for none. */
  reason: RegExp | null;
}

const failed = (seeds: string | string[], reason: RegExp, options = {}): Case => ({
  seeds: [seeds].flat(),
  options,
  status: "failed",
  reason,
});
const completed = (seeds: string | string[], reason: RegExp | null, options = {}): Case => ({
  ...failed(seeds, /./, options),
  status: "completed",
  reason,
});

const CASES: Record<string, Case> = {
  "a page with an image": completed("/good", null),
  "an image": completed("/i0.png", null),
  "a feed": completed("/feed", null),
  "a dry run": completed("/good", null, { dryRun: true }),
  "a redirect to a page": completed("/moved", null),
  "a gallery with a sign-in box": completed("/gallery", null),
  "a page of JSON that scripts show": completed("/state", null),
  "a missing page": failed("/missing", /missing: The server answered 404/),
  "a server error": failed("/broken", /broken: The server answered 501/),
  "an unreachable server": failed("closed", /refuses connections/),
  "a forbidden page": failed("/forbidden", /answered 403/),
  "a page that wants a sign-in": failed("/401", /asks for a sign-in \(401\)/),
  "a redirect to a sign-in": failed("/private", /private: It redirects to \S+\/login\S+: It is a sign-in/),
  "a sign-in with a logo and an imprint": failed("/door", /door: It is a sign-in/),
  "a sign-in that asks for the name first": failed("/oauth2/authorize", /It is a sign-in/),
  "a challenge": failed("/challenge", /asks whether the visitor is a person/),
  "a shell": failed("/shell", /nothing until its scripts have run/),
  "an empty page": failed("/empty", /It is an empty page/),
  "a redirect in a circle": failed("/circle", /circle/),
  "a redirect to nowhere": failed("/nowhere", /nowhere: It redirects to "mailto:/),
  "a text": failed("/text", /neither a page nor an image/),
  "a page that robots.txt forbids": failed("/hidden/page", /robots\.txt says "Disallow: \/hidden\/"/),
  "everything out of scope": failed("/outward", /Everything .*2 URLs.* outside of the job's scope "host"/),
  "everything disallowed": failed("/inward", /robots\.txt forbids everything that the pages name \(2 URLs\)/),
  "a page without images": completed("/plain", /^1 page was read, and it names no image$/),
  "pages without images": completed("/chain", /^2 pages were read, and none names an image$/),
  "images that are none": completed(
    "/fakes",
    /^None of 2 images was stored\. The most frequent reason: The answer is text\/html/,
  ),
  "one of two": completed(
    ["/good", "/missing"],
    /^1 of the 2 start addresses brought no page\. The first of them is \S+missing: /,
  ),
  "none of two": failed(
    ["/forbidden", "/missing"],
    /^None of the 2 start addresses brought a page\. The first is \S+forbidden: /,
  ),
};

function routes(pictures: Uint8Array[]): Record<string, string | (() => Response)> {
  const images = Object.fromEntries(pictures.map((picture, at) => [`/i${at}.png`, () => bytes(picture)]));
  return {
    ...images,
    "/robots.txt": typed("text/plain", "User-agent: *\nDisallow: /hidden/"),
    "/logo.png": () => bytes(pictures[5] ?? new Uint8Array()),
    "/good": PAGE(`<p>Good <img src="/i0.png">`),
    "/feed": typed(
      "application/rss+xml",
      `<rss><channel><item><enclosure url="/i1.png" type="image/png"/></item></channel></rss>`,
    ),
    "/moved": () => redirect("/good", 301),
    "/gallery": PAGE(`${FORM}${[0, 1, 2, 3, 4].map((at) => `<img src="/i${at}.png">`).join("")}`),
    "/state": PAGE(
      `<div id="app"></div><script type="application/json">{"image":"/i2.png"}</script><script src="/app.js"></script>`,
    ),
    "/broken": status(501),
    "/forbidden": status(403),
    "/401": status(401),
    "/private": () => redirect("/login?next=private"),
    "/login?next=private": PAGE(FORM),
    "/door": PAGE(`<img src="/logo.png">${FORM}${named("/imprint")}`),
    "/imprint": PAGE(`<img src="/logo.png"> The people behind this site`),
    "/oauth2/authorize": PAGE(`<form><input name="email" type="email"><button>Next</button></form>`),
    "/challenge": () => new Response("Just a moment...", { status: 403, headers: { "cf-mitigated": "challenge" } }),
    "/shell": SHELL,
    "/app.js": typed("text/javascript", "render()"),
    "/empty": "",
    "/circle": () => redirect("/circle"),
    "/nowhere": () => redirect("mailto:me@site.test"),
    "/text": typed("text/css", "p {}"),
    "/hidden/page": "no",
    "/outward": `<p>Elsewhere</p><a href="http://other.test/">o</a><a href="http://other.test/2">o</a>`,
    "/inward": `<p>Hidden</p>${named("/hidden/1")}${named("/hidden/2")}`,
    "/plain": "<p>Words only",
    "/chain": `<p>One</p>${named("/plain")}`,
    "/fakes": `<p>Fakes</p><img src="/plain"><img src="/chain">`,
  };
}

Deno.test("a job says truly how it ended: what its start addresses brought, and why it was not more", async () => {
  const site = await openSite(routes(await makePictures(6, 910)));
  const closed = `127.0.0.1:${closedPort()}`;
  const test = await openTestEngine({ sites: [site.hostPort, closed], environment: { CRAWL_CONCURRENT_JOBS: "4" } });
  try {
    const results = await Promise.all(
      Object.entries(CASES).map(async ([name, { seeds, options, ...expected }]) => {
        const urls = seeds.map((seed) => seed === "closed" ? `http://${closed}/` : new URL(seed, site.url).href);
        const quick = { delayMilliseconds: 0, sitemaps: false, ...options };
        const { id } = await test.engine.manager.create(JobInput.parse({ urls, options: quick }));
        return { name, expected, job: await test.ended(id, 200) };
      }),
    );
    for (const { name, expected, job } of results) {
      assert.equal(job.status, expected.status, `${name}: ${job.statusReason}`);
      if (expected.reason === null) assert.equal(job.statusReason, null, name);
      else assert.match(job.statusReason ?? "", expected.reason, name);
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
