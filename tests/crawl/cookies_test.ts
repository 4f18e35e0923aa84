import assert from "node:assert/strict";
import { openTestEngine, type TestEngine } from "../support/engine.ts";
import { makePictures } from "../support/gallery.ts";
import { bytes, type Handler, html, openSite, redirect, type Site } from "../support/site.ts";

/** The second host. Cookies ignore ports, so another port of the first host would not do. */
const OTHER = "127.0.0.2";
const linux = Deno.build.os === "linux";

const cookieOf = (request: Request) => request.headers.get("cookie") ?? "";
const has = (request: Request, cookie: string) => cookieOf(request).split("; ").includes(cookie);
const setting = (response: Response, ...cookies: string[]) => {
  for (const cookie of cookies) response.headers.append("set-cookie", cookie);
  return response;
};

/** The Cookie fields that a path was requested with, in order. */
function cookiesAt({ requests }: Site, path: string): string[] {
  return requests.filter((request) => request.path === path).map(({ headers }) => headers.get("cookie") ?? "");
}

type Answers = (pictures: Uint8Array[], other: () => string) => { site: Handler; other: Handler };

/** Opens a site that knows the address of another one on the second host. */
async function openPair(answers: Answers, pictures: Uint8Array[]): Promise<{ site: Site; other: Site }> {
  let otherUrl = "";
  const handlers = answers(pictures, () => otherUrl);
  const other = await openSite(handlers.other, { hostname: OTHER });
  otherUrl = other.url;
  return { site: await openSite(handlers.site), other };
}

/** Sets a cookie that counts the visits of its page. */
function counting(request: Request, name: string, response: Response): Response {
  const visits = Number(new RegExp(`${name}=(\\d+)`).exec(cookieOf(request))?.[1] ?? 0);
  return setting(response, `${name}=${visits + 1}; Path=${new URL(request.url).pathname}`);
}

/** Pages and images that want cookies. Every wall sends a visitor without them round once more, or refuses. */
const wallAnswers: Answers = (pictures, other) => {
  const picture = (at: number) => bytes(pictures[at] ?? new Uint8Array());
  const refused = () => new Response("no", { status: 403 });
  const site: Record<string, (request: Request) => Response> = {
    "/": (request) =>
      has(request, "wall=1")
        ? setting(
          html(`<img src="/session.png"><img src="/self.png"><img src="${other()}away.png"><img src="/plain.png">
            <a href="/scoped/">s</a><a href="/shop">c</a><a href="/later">l</a><a href="/reload">r</a><a href="/counter">n</a><a href="/status">u</a>`),
          "secure=1; Secure",
          "gone=1; Max-Age=0",
          "elsewhere=1; Domain=127.0.0.2",
          "wall=1",
        )
        : setting(redirect("/"), "wall=1; Path=/"),
    "/session.png": (request) => has(request, "wall=1") ? picture(0) : refused(),
    "/self.png": (request) => has(request, "seen=1") ? picture(1) : setting(redirect("/self.png"), "seen=1"),
    "/plain.png": () => picture(2),
    "/scoped/": () => setting(html(`<img src="in.png"><img src="/out.png">`), "scope=1; Path=/scoped"),
    "/scoped/in.png": (request) => has(request, "scope=1") ? picture(3) : refused(),
    "/out.png": () => picture(4),
    "/shop": (request) =>
      has(request, "shop=1") ? html(`<img src="/shop.png">`) : setting(redirect("/shop?check=1", 303), "shop=1"),
    "/shop?check=1": (request) => has(request, "shop=1") ? redirect("/shop", 307) : html("Please allow cookies"),
    "/reload": (request) =>
      has(request, "met=1")
        ? html(`<img src="/plain.png">`)
        : setting(html(`<meta http-equiv="refresh" content="0"><p>One moment`), "met=1"),
    "/counter": (request) => counting(request, "visits", html(`<meta content=0 http-equiv=refresh><p>A page`)),
    "/status": (request) => counting(request, "looks", html(`<p>All is well`, { refresh: "30" })),
    "/shop.png": (request) => has(request, "shop=1") ? picture(5) : refused(),
    "/later": (request) => counting(request, "count", redirect("/later")),
  };
  return {
    site: (request, path) => site[path]?.(request) ?? new Response("not here", { status: 404 }),
    other: (_request, path) => path === "/away.png" ? setting(picture(6), "tracker=1") : new Response("", { status: 404 }),
  };
};

async function checkWalls(test: TestEngine, { site, other }: { site: Site; other: Site }): Promise<void> {
  const job = await test.crawl(site.url, { imageScope: "any" });
  assert.deepEqual([job.status, job.counters.imagesStored], ["completed", 7], job.statusReason ?? "");
  const outcomes = await test.outcomes(job.id);
  assert.deepEqual([outcomes["/"], outcomes["/shop"], outcomes["/shop?check=1"]], ["page", "page", "rejected redirected"]);
  assert.deepEqual([outcomes["/later"], cookiesAt(site, "/later").length], ["rejected redirect_loop", 21]);

  assert.deepEqual(cookiesAt(site, "/"), ["", "wall=1"]);
  assert.deepEqual(cookiesAt(site, "/reload").map((cookie) => /met=1/.test(cookie)), [false, true]);
  for (const [path, visits] of [["/counter", 3], ["/status", 1]] as const) {
    assert.deepEqual([outcomes[path], cookiesAt(site, path).length], ["page", visits], path);
  }
  assert.deepEqual(cookiesAt(site, "/self.png").map((cookie) => /seen=1/.test(cookie)), [false, true]);
  assert.match(cookiesAt(site, "/scoped/in.png")[0] ?? "", /^scope=1; wall=1/, "the longer path goes first");
  for (const { path, headers } of site.requests) {
    const cookie = headers.get("cookie") ?? "";
    assert.doesNotMatch(cookie, /secure|gone|elsewhere|tracker/, path);
    if (!path.startsWith("/scoped/")) assert.doesNotMatch(cookie, /scope/, path);
  }
  assert.deepEqual(cookiesAt(other, "/away.png"), [""]);
  const [row] = await test.engine.database.query("select cookie_jar from crawl_job where id = $1", [job.id]);
  assert.deepEqual(row, { cookieJar: null });
}

/** A site that sends every visitor to another host for consent, which sends him back with a ticket. */
const consentAnswers: Answers = (pictures, other) => {
  return {
    site: (request, path) => {
      const { searchParams, origin } = new URL(request.url);
      if (searchParams.has("ticket")) return setting(redirect("/start"), "session=granted; HttpOnly");
      if (path === "/i.png") return has(request, "session=granted") ? bytes(pictures[0] ?? new Uint8Array()) : redirect("/login");
      if (path !== "/start") return new Response("not here", { status: 404 });
      if (has(request, "session=granted")) return html(`<img src="/i.png"><a href="${other()}imprint">i</a>`);
      return redirect(`${other()}ask?back=${encodeURIComponent(origin)}`);
    },
    other: (request, path) => {
      const back = new URL(request.url).searchParams.get("back");
      if (path === "/robots.txt") return new Response("", { status: 404 });
      if (!has(request, "consent=yes")) return setting(redirect(path), "consent=yes; Max-Age=600");
      return redirect(`${back}/start?ticket=1`);
    },
  };
};

async function checkConsent(test: TestEngine, { site, other }: { site: Site; other: Site }): Promise<void> {
  const job = await test.crawl(`${site.url}start`);
  assert.deepEqual([job.status, job.counters.imagesStored, job.counters.pagesDone], ["completed", 1, 1]);
  assert.deepEqual(cookiesAt(site, "/start"), ["", "session=granted"]);
  const asked = other.requests.filter(({ path }) => path.startsWith("/ask"));
  assert.deepEqual(asked.map(({ headers }) => headers.get("cookie")), [null, "consent=yes"]);
  assert.equal((await test.outcomes(job.id))[`${other.url}imprint`], "rejected scope");
}

Deno.test({
  name:
    "pages and images behind cookies and consent are stored, and each cookie reaches only the host, path and scheme of its own",
  ignore: !linux,
  fn: async (context) => {
    const pictures = await makePictures(8, 900);
    const walls = await openPair(wallAnswers, pictures);
    const consent = await openPair(consentAnswers, pictures.slice(7));
    const sites = [walls.site, walls.other, consent.site, consent.other];
    const test = await openTestEngine({ sites: sites.map(({ hostPort }) => hostPort) });
    try {
      await context.step("cookie walls", () => checkWalls(test, walls));
      await context.step(
        "another host that asks for consent and comes back, and that stays out of scope",
        () => checkConsent(test, consent),
      );
      assert.deepEqual(await test.breaches(), []);
    } finally {
      await test.close();
      for (const site of sites) await site.close();
    }
  },
});

/**
 * A gallery that gives every visitor without a session a new one. Its pages lead to each other; those after `open.last` are not
 * answered before `open` lets them.
 */
function sessionAnswers(picture: Uint8Array) {
  const sessions = new Set<string>();
  const open = { last: 0, more: Promise.withResolvers<void>() };
  const openUpTo = (last: number) => {
    open.last = last;
    open.more.resolve();
    open.more = Promise.withResolvers();
  };
  const answer: Handler = async (request, path) => {
    const session = /session=(s\d+)/.exec(cookieOf(request))?.[1] ?? "";
    if (!sessions.has(session)) {
      const fresh = `s${sessions.size + 1}`;
      sessions.add(fresh);
      return setting(redirect(path), `session=${fresh}`);
    }
    if (path.endsWith(".png")) return bytes(picture);
    const page = Number(path.slice(1));
    while (page > open.last && !request.signal.aborted) await open.more.promise;
    return html(page < 9 ? `<a href="/${page + 1}">n</a>` : `<img src="/end.png">`);
  };
  return { answer, sessions, openUpTo };
}

async function jarOf({ engine }: TestEngine, id: number): Promise<string | null> {
  const [row] = await engine.database.query<{ cookieJar: string | null }>("select cookie_jar from crawl_job where id = $1", [id]);
  return row?.cookieJar ?? null;
}

Deno.test({
  name:
    "cookies outlive the death of a worker, a pause and a restart, are removed at the end of the job, and another run has none",
  ignore: !linux,
  fn: async () => {
    const [picture = new Uint8Array()] = await makePictures(1, 901);
    const { answer, sessions, openUpTo } = sessionAnswers(picture);
    const site = await openSite(answer);
    const test = await openTestEngine({ sites: [site.hostPort] });
    const until = async (reached: () => boolean | Promise<boolean>) => {
      while (!await reached()) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    try {
      const { id } = await test.start(`${site.url}0`, { maxDepth: 20, respectRobots: false });
      await until(async () => (await jarOf(test, id))?.includes("s1") ?? false);
      for (const { pid } of test.children("crawl/host.ts")) Deno.kill(pid, "SIGKILL");
      openUpTo(3);
      await until(() => site.paths().includes("/4"));
      await test.engine.manager.pause(id);
      assert.match(await jarOf(test, id) ?? "", /s1/);
      await test.reopen();
      openUpTo(9);
      await test.engine.manager.resume(id);
      const job = await test.ended(id, 60);
      assert.deepEqual([job.status, job.counters.imagesStored, sessions.size], ["completed", 1, 1]);
      assert.equal(await jarOf(test, id), null);

      const run = await test.engine.manager.retry(id);
      assert.equal(await jarOf(test, run.id), null);
      openUpTo(5);
      await until(async () => (await jarOf(test, run.id))?.includes("s2") ?? false);
      await test.engine.manager.cancel(run.id);
      assert.equal(await jarOf(test, run.id), null);
    } finally {
      openUpTo(9);
      await test.close();
      await site.close();
    }
  },
});
