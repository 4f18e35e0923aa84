import assert from "node:assert/strict";
import { createEgress, type EgressClient } from "../../../modules/crawl/egress/client.ts";
import { FetchFault } from "../../../modules/crawl/egress/faults.ts";
import { fetchRobots } from "../../../modules/crawl/worker/fetch_robots.ts";
import { bytes, closedPort, openSite, redirect, type Routes, type Site } from "../../support/site.ts";

async function withSite(routes: Routes, work: (site: Site, egress: EgressClient) => Promise<void>): Promise<void> {
  const site = await openSite(routes);
  const policy = { userAgent: "Test/1.0", allowedPorts: [80], allowedPrivateHosts: [site.hostPort], ownAddresses: [] };
  const egress = createEgress(policy, { limits: { idleMilliseconds: 1_000 } });
  try {
    await work(site, egress);
  } finally {
    await egress.close();
    await site.close();
  }
}

const text = (body: string | Uint8Array, status = 200) => () => new Response(body as BodyInit, { status });

Deno.test("fetchRobots() returns the text, or the status if there is none", async () => {
  const routes = {
    "/robots.txt": text("User-agent: *\nDisallow: /\0x"),
    "/gone": text("no", 410),
    "/broken": text("oh", 503),
    "/odd": () => redirect("mailto:me@site.test"),
    "/nowhere": () => new Response(null, { status: 302 }),
  };
  await withSite(routes, async ({ url }, egress) => {
    const found = await fetchRobots(`${url}robots.txt`, egress);
    assert.equal(found.body, "User-agent: *\nDisallow: /x");
    assert.equal(found.facts.httpStatus, 200);
    assert.deepEqual(
      await Promise.all(["gone", "broken", "odd", "nowhere"].map(async (path) => {
        const { body, facts } = await fetchRobots(url + path, egress);
        return [body, facts.httpStatus];
      })),
      [[null, 410], [null, 503], [null, 302], [null, 302]],
    );
  });
});

Deno.test("fetchRobots() follows five redirects and takes a sixth for a missing file", async () => {
  const routes: Routes = { "/end": text("Disallow:") };
  for (let hop = 1; hop <= 6; hop++) routes[`/${hop}`] = () => redirect(hop === 1 ? "/end" : `/${hop - 1}`);
  routes["/loop"] = () => redirect("/loop");
  await withSite(routes, async ({ url, requests }, egress) => {
    assert.equal((await fetchRobots(`${url}5`, egress)).body, "Disallow:");
    const lost = await fetchRobots(`${url}6`, egress);
    assert.deepEqual([lost.body, lost.facts.httpStatus], [null, 404]);
    requests.length = 0;
    assert.equal((await fetchRobots(`${url}loop`, egress)).body, null);
    assert.equal(requests.length, 6);
  });
});

Deno.test("fetchRobots() takes the first 512 KiB of a file without end", async () => {
  const line = `Disallow: /${"x".repeat(1_012)}\n`;
  const routes = { "/robots.txt": () => bytes(Buffer.from(line.repeat(9_000)), "text/plain") };
  await withSite(routes, async ({ url }, egress) => {
    const { body } = await fetchRobots(`${url}robots.txt`, egress);
    assert.equal(body?.length, 512 * 1024);
  });
});

Deno.test("fetchRobots() checks the policy at every redirect, and throws if the server cannot be reached", async () => {
  const routes = {
    "/private": () => redirect("http://127.0.0.1:80/robots.txt"),
    "/scheme": () => redirect("file:///etc/passwd"),
  };
  await withSite(routes, async ({ url }, egress) => {
    const reasonOf = (address: string) =>
      fetchRobots(address, egress).catch((error) => error instanceof FetchFault && error.reason);
    assert.equal(await reasonOf(`${url}private`), "private_address");
    assert.deepEqual(await reasonOf(`http://127.0.0.1:${closedPort()}/robots.txt`), "port");
    assert.equal((await fetchRobots(`${url}scheme`, egress)).body, null);
  });
});
