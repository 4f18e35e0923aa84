import assert from "node:assert/strict";
import { openApiPath } from "../../modules/shared/openapi.ts";
import { listRoutes, openTestApp, type Route, samplePath } from "../support/app.ts";

const TOKEN = "correct-horse-battery-staple";
const OPEN = ["GET /healthz"];
const SIGN_IN = "POST /sign-in";

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

Deno.test({
  name: "every route, by enumeration, is closed to whoever may not enter",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (context) => {
    const { app, close } = await openTestApp({ ACCESS_TOKEN: TOKEN });
    const named = ({ method, path }: Route) => `${method} ${path}`;
    const routes = listRoutes(app).filter((route) => !OPEN.includes(named(route)));
    const statusOf = async (route: Route, headers: Record<string, string>, host = "localhost") => {
      const answer = await app.request(`http://${host}${samplePath(route)}`, { method: route.method, headers });
      await answer.body?.cancel();
      return answer.status;
    };
    const expectAll = async (
      status: number | number[],
      headers: Record<string, string>,
      { host = "localhost", except = [] as string[] } = {},
    ) => {
      const passed: string[] = [];
      for (const route of routes.filter((route) => !except.includes(named(route)))) {
        const actual = await statusOf(route, headers, host);
        if (![status].flat().includes(actual)) passed.push(`${named(route)}: ${actual}`);
      }
      assert.deepEqual(passed, []);
    };

    try {
      assert(routes.length >= 30, `only ${routes.length} routes were found`);
      await context.step("no token: 401, for programs and for people", async () => {
        await expectAll(401, {}, { except: [SIGN_IN] });
        await expectAll(401, { accept: "text/html" }, { except: [SIGN_IN] });
        assert.equal(await statusOf({ method: "POST", path: "/sign-in" }, {}), 401, "which checks the token itself");
      });
      await context.step("a wrong token or a forged session: 401, and 429 once there were too many", async () => {
        await expectAll([401, 429], bearer("wrong-token-wrong-token"), { except: [SIGN_IN] });
        await expectAll(401, { cookie: "session=99999999999.AAAA" }, { except: [SIGN_IN] });
      });
      await context.step("another origin, with the right token: 403", async () => {
        await expectAll(403, { ...bearer(TOKEN), origin: "https://evil.example" });
        await expectAll(403, { ...bearer(TOKEN), origin: "null" });
        await expectAll(403, {
          ...bearer(TOKEN),
          "sec-fetch-site": "cross-site",
          "sec-fetch-mode": "no-cors",
          "sec-fetch-dest": "image",
        });
        await expectAll(403, { ...bearer(TOKEN), "sec-fetch-site": "same-site" });
      });
      await context.step("another host, with the right token: 421", async () => {
        await expectAll(421, bearer(TOKEN), { host: "evil.example" });
        await expectAll(421, { ...bearer(TOKEN), host: "evil.example:8000" });
        assert.equal(await statusOf({ method: "GET", path: "/healthz" }, {}, "evil.example"), 421);
      });
      await context.step("with the right token none of these: the refusals above are no accident", async () => {
        for (const route of routes.filter(({ method, path }) => method === "GET" && !path.endsWith("/events"))) {
          const status = await statusOf(route, bearer(TOKEN));
          assert(![401, 403, 421].includes(status) && status < 500, `${named(route)}: ${status}`);
        }
      });
    } finally {
      await close();
    }
  },
});

Deno.test({
  name: "every route of the API is in its description, and nothing else is",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    const { app, close } = await openTestApp();
    try {
      const mounted = listRoutes(app).filter(({ path }) => path.startsWith("/api/"));
      const document = await (await app.request("/api/openapi.json")).json();
      const described = Object.entries<object>(document.paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`)
      );
      assert.deepEqual(described.sort(), mounted.map(({ method, path }) => `${method} ${openApiPath(path)}`).sort());
      const page = await app.request("/api/docs", { headers: { accept: "text/html" } });
      assert.equal(page.status, 200);
    } finally {
      await close();
    }
  },
});
