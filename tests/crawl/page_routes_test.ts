import assert from "node:assert/strict";
import { openTestApp } from "../support/app.ts";

Deno.test("a job is created, paused, cancelled and followed by plain forms; faults are shown with the typed values", async () => {
  const { app, close } = await openTestApp();
  const headers = { accept: "text/html", host: "127.0.0.1" };
  const get = async (path: string) => await (await app.request(`http://127.0.0.1${path}`, { headers })).text();
  const post = async (path: string, fields: Record<string, string> = {}) =>
    await app.request(`http://127.0.0.1${path}`, { method: "POST", body: new URLSearchParams(fields), headers });
  try {
    assert.match(await get("/jobs"), /No crawl yet/);
    assert.match(await get("/jobs/new?urls=site.test&maxDepth=3"), /name="maxDepth"[^>]*value="3"/);

    const wrong = await post("/jobs", { urls: "ftp://site.test/", maxDepth: "9999" });
    const shown = await wrong.text();
    assert.equal(wrong.status, 422);
    assert.match(shown, /Only http: and https: can be crawled/);
    assert.match(shown, /value="9999"/);
    assert.match(shown, /must be at most 1000/);

    const made = await post("/jobs", { urls: "https://nowhere.invalid/", scope: "host", respectRobots: "true" });
    assert.equal(made.status, 303);
    const path = made.headers.get("location") ?? "";
    assert.match(path, /^\/jobs\/\d+$/);
    assert.match(await get(path), /nowhere\.invalid/);
    assert.match(await get(`${path}/urls?kind=&outcome=`), /nowhere\.invalid/);
    const cancelled = await post(`${path}/cancel`);
    assert.ok([303, 409].includes(cancelled.status), `cancel answered ${cancelled.status}`);
    assert.equal((await post("/jobs/99/pause")).status, 404);
  } finally {
    await close();
  }
});
