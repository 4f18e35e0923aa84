import assert from "node:assert/strict";
import { openTestEngine } from "../support/engine.ts";
import { makePictures } from "../support/gallery.ts";
import { bytes, html, openSite, redirect, type Site } from "../support/site.ts";

const TOKEN = "Bearer a-token-of-the-job-0123456789";
const SESSION = "cookie-of-the-job-9876543210";
const SECRETS = {
  headers: [`Authorization: ${TOKEN}`, "X-Team: team-of-the-job"],
  cookies: [`session=${SESSION}`, "theme=dark"],
};
/** The value of a cookie that the site sets, also where its answers fail. */
const GIVEN = "cookie-of-the-site-5566778899";
const OF_JOB = /a-token-of-the-job|cookie-of-the-job|team-of-the-job/;
const PRIVATE = new RegExp(`${OF_JOB.source}|cookie-of-the-site`);
const given = (response: Response) => {
  for (const cookie of [`given=${GIVEN}`, `theme=${GIVEN}`, `bad=${GIVEN}; Domain=org`, GIVEN]) {
    response.headers.append("set-cookie", cookie);
  }
  return response;
};

/** The job's secrets that reached a site, by path. */
function received({ requests }: Site): Record<string, [string | null, string | null]> {
  return Object.fromEntries(requests.map(({ path, headers }) => [path, [headers.get("authorization"), headers.get("cookie")]]));
}

Deno.test("a job's headers and cookies reach the seed's origin, and, like the cookies that sites set, no other row, message, log line, event or answer", async () => {
  const [inner = new Uint8Array(), outer = new Uint8Array()] = await makePictures(2, 700);
  const other = await openSite({
    "/": `<a href="/next">next</a><img src="/o.png">`,
    "/next": "<p>next",
    "/o.png": () => bytes(outer),
    "/away.png": () => bytes(outer),
    "/robots.txt": () => new Response("User-agent: *\nAllow: /"),
  });
  const site = await openSite({
    "/": () =>
      given(html(`<img src="/i.png"><img src="${other.url}o.png"><img src="/away"><a href="/away-page">a</a><a href="/back">b</a>
      <a href="/broken">c</a><a href="/reset">d</a><a href="/loop">e</a>`)),
    "/i.png": () => bytes(inner),
    "/away": () => redirect(`${other.url}away.png`),
    "/away-page": () => redirect(other.url),
    "/back": () => redirect("/landed"),
    "/landed": "<p>landed",
    "/broken": () => new Response("gzip?", { headers: { "content-encoding": "gzip", "content-type": "text/html" } }),
    "/reset": () => given(new Response("no", { status: 403 })),
    "/loop": () => given(redirect("/loop")),
  });
  const lines: string[] = [];
  const test = await openTestEngine({
    sites: [site.hostPort, other.hostPort],
    log: (line) => lines.push(line),
    environment: { LOG_LEVEL: "debug" },
  });
  try {
    const job = await test.start(site.url, { ...SECRETS, scope: "any", userAgent: "SecretTest/1.0" });
    const events = await Array.fromAsync(test.engine.manager.observe(job.id, { signal: AbortSignal.timeout(30_000) }));
    const ended = await test.ended(job.id);
    assert.equal(ended.status, "completed", ended.statusReason ?? "");

    const own = received(site);
    for (const path of ["/robots.txt", "/"]) assert.deepEqual(own[path], [TOKEN, `session=${SESSION}; theme=dark`], path);
    for (const path of ["/i.png", "/away", "/away-page", "/back", "/landed", "/broken", "/reset", "/loop"]) {
      const all = `session=${SESSION}; theme=dark; given=${GIVEN}; ${GIVEN}`;
      assert.deepEqual(own[path], [TOKEN, all], `${path}: the job's own cookies win, and those of the site are sent with them`);
    }
    const foreign = received(other);
    assert.deepEqual(Object.keys(foreign).sort(), ["/", "/away.png", "/next", "/o.png", "/robots.txt"]);
    for (const { path, headers } of other.requests) {
      assert.equal(headers.get("authorization"), null, path);
      // Cookies ignore ports (RFC 6265, 8.5), so those of the site are sent here as well.
      assert.doesNotMatch(JSON.stringify([...headers]), OF_JOB, path);
    }
    for (const { headers } of [...site.requests, ...other.requests]) assert.equal(headers.get("user-agent"), "SecretTest/1.0");

    const { manager, database } = test.engine;
    const answers = {
      ended,
      list: await manager.list({ limit: 50 }),
      ledger: await test.ledger(job.id),
      said: await test.texts(job.id),
    };
    assert.ok(lines.length > 0 && events.length > 0);
    assert.doesNotMatch(JSON.stringify({ answers, events, lines }), PRIVATE);
    const [jobRow] = await database.query(`select * from crawl_job`);
    assert.doesNotMatch(JSON.stringify({ ...jobRow, secrets: null }), PRIVATE);
    for (const table of ["crawl_url", "crawl_message", "crawl_host", "image", "image_source"]) {
      const rows = await database.query(`select * from ${table}`);
      assert.doesNotMatch(
        JSON.stringify(rows, (_key, value) => typeof value === "bigint" ? String(value) : value),
        PRIVATE,
        table,
      );
    }
  } finally {
    await test.close();
    await site.close();
    await other.close();
  }
});
