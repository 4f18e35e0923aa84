import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type { LookupFunction } from "node:net";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { createEgress, type EgressClient, type EgressLimits } from "../../../modules/crawl/egress/client.ts";
import { FetchFault } from "../../../modules/crawl/egress/faults.ts";
import { selfSigned } from "../../support/certificate.ts";
import { after, bytes, closedPort, html, openRawServer, openSite, untilClosed } from "../../support/site.ts";

const LIMITS: Partial<EgressLimits> = { connectMilliseconds: 1_000, idleMilliseconds: 400, totalMilliseconds: 5_000 };
const HEAD = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n";

interface Setting {
  trusted?: string[];
  ports?: number[];
  resolve?: LookupFunction;
  limits?: Partial<EgressLimits>;
  connections?: number;
}

async function withEgress(setting: Setting, work: (egress: EgressClient) => Promise<void>): Promise<void> {
  const { trusted = [], ports = [80, 443], resolve, limits = LIMITS, connections = 1 } = setting;
  const policy = { userAgent: "Test/1.0", allowedPorts: ports, allowedPrivateHosts: trusted, ownAddresses: [] };
  const egress = createEgress(policy, { limits, connections, ...(resolve ? { resolve } : {}) });
  await work(egress).finally(() => egress.close());
}

async function read(egress: EgressClient, url: string, maxBytes = 1_000_000): Promise<Uint8Array> {
  const answer = await egress.get(url, { accept: "*/*", maxBytes });
  const chunks: Uint8Array[] = [];
  for await (const chunk of answer.body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function faultOf(work: Promise<unknown>): Promise<FetchFault> {
  const error: unknown = await work.then(() => null, (error) => error);
  assert.ok(error instanceof FetchFault, `no fault, but ${error}`);
  return error;
}

async function reasonOf(work: Promise<unknown>): Promise<string> {
  return (await faultOf(work)).reason;
}

/** Returns a resolver that answers with each list of addresses in turn. */
function resolver(...answers: string[][]): LookupFunction & { asked: string[] } {
  const asked: string[] = [];
  const resolve: LookupFunction = (hostname, _options, callback) => {
    const found = answers[asked.length % answers.length] ?? [];
    asked.push(hostname);
    callback(null, found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })));
  };
  return Object.assign(resolve, { asked });
}

Deno.test("get() returns status, headers, media type and decoded bytes, and sends the name of the crawler", async () => {
  const text = "image tagger ".repeat(500);
  const site = await openSite((request, path) => {
    const encode = { "/gzip": gzipSync, "/br": brotliCompressSync, "/deflate": deflateSync }[path];
    const headers = { "set-cookie": "a=1", "x-name": "value", ...(encode ? { "content-encoding": path.slice(1) } : {}) };
    assert.equal(request.headers.get("accept-encoding"), "gzip, deflate, br, zstd");
    return bytes(encode ? encode(text) : Buffer.from(text), "Text/HTML; charset=utf-8", headers);
  });
  await withEgress({ trusted: [site.hostPort] }, async (egress) => {
    for (const path of ["plain", "gzip", "br", "deflate"]) {
      assert.equal(Buffer.from(await read(egress, site.url + path)).toString(), text, path);
    }
    const answer = await egress.get(`${site.url}plain?a=b#c`, { accept: "image/png", maxBytes: 1e6 });
    assert.equal(answer.status, 200);
    assert.equal(answer.mediaType, "text/html");
    assert.equal(answer.headers.get("x-name"), "value");
    assert.ok(answer.latency > 0);
    answer.discard();
    const last = site.requests.at(-1);
    assert.equal(last?.path, "/plain?a=b");
    assert.equal(last?.headers.get("user-agent"), "Test/1.0");
    assert.equal(last?.headers.get("accept"), "image/png");
    assert.equal(last?.headers.get("cookie"), null);
  });
  await site.close();
});

Deno.test("get() follows no redirect", async () => {
  const site = await openSite({ "/": () => new Response(null, { status: 302, headers: { location: "/next" } }) });
  await withEgress({ trusted: [site.hostPort] }, async (egress) => {
    const answer = await egress.get(site.url, { accept: "*/*", maxBytes: 1e6 });
    assert.equal(answer.status, 302);
    answer.discard();
    assert.deepEqual(site.paths(), ["/"]);
  });
  await site.close();
});

Deno.test("a name that changes between check and use reaches nothing private", async () => {
  const canary = openRawServer((write) => write(`${HEAD}content-length: 2\r\n\r\nhi`));
  const port = Number(canary.hostPort.split(":")[1]);
  const resolve = resolver(["192.0.2.1"], ["127.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::1"], ["::ffff:127.0.0.1"]);
  await withEgress({ resolve, ports: [port], limits: { ...LIMITS, connectMilliseconds: 50 } }, async (egress) => {
    for (let turn = 0; turn < 50; turn++) {
      const fault = await faultOf(read(egress, `http://rebind.test:${port}/`));
      assert.equal(fault.reason, "private_address");
      assert.match(fault.message, /rebind\.test is not on the public internet/);
    }
  });
  assert.equal(resolve.asked.length, 50);
  assert.equal(canary.accepted(), 0);
  await canary.close();
});

Deno.test("a name is resolved once for a connection, and the connection goes to the address that was checked", async () => {
  const canary = openRawServer((write) => write(`${HEAD}content-length: 2\r\n\r\nhi`));
  const port = Number(canary.hostPort.split(":")[1]);
  // A public address that leads nowhere first, then the canary: a second look-up would reach it.
  const resolve = resolver(["240.0.0.0"].map(() => "1.1.1.1"), ["127.0.0.1"]);
  await withEgress({ resolve, ports: [port], limits: { ...LIMITS, connectMilliseconds: 150 } }, async (egress) => {
    const fault = await faultOf(read(egress, `http://flip.test:${port}/`));
    assert.notEqual(fault.reason, "private_address");
    assert.equal(fault.retry, true);
    assert.deepEqual(resolve.asked, ["flip.test"]);
  });
  assert.equal(canary.accepted(), 0);
  await canary.close();
});

Deno.test("a host that is trusted by name may have a private address", async () => {
  const site = await openSite({ "/": "hello" });
  const port = site.hostPort.split(":")[1];
  await withEgress({ resolve: resolver(["127.0.0.1"]), trusted: [`wiki.lan:${port}`] }, async (egress) => {
    assert.equal(Buffer.from(await read(egress, `http://wiki.lan:${port}/`)).toString(), "hello");
  });
  await site.close();
});

Deno.test("a name that does not resolve, or not in time, is a fault of the name", async () => {
  const failing = (code: string): LookupFunction => (_hostname, _options, callback) =>
    callback(Object.assign(new Error(code), { code }), "", 0);
  await withEgress({ resolve: failing("ENOTFOUND") }, async (egress) => {
    const fault = await faultOf(read(egress, "http://nowhere.test/"));
    assert.deepEqual([fault.reason, fault.retry, fault.message], ["dns", false, "The host name does not resolve"]);
  });
  await withEgress({ resolve: failing("EAI_AGAIN") }, async (egress) => {
    const fault = await faultOf(read(egress, "http://nowhere.test/"));
    assert.deepEqual([fault.reason, fault.retry], ["dns", true]);
  });
  await withEgress({ resolve: resolver([]) }, async (egress) => {
    assert.equal((await faultOf(read(egress, "http://empty.test/"))).retry, false);
  });
});

Deno.test("a bomb is stopped at the limit of decoded bytes, and the connection is free again", async () => {
  const zeros = Buffer.alloc(64 * 1024 * 1024);
  const noise = gzipSync(randomBytes(8 * 1024 * 1024));
  const bombs = { "/gzip": gzipSync(zeros), "/br": brotliCompressSync(zeros), "/noise": noise, "/plain": noise };
  const site = await openSite((_request, path) => {
    const bomb = bombs[path as keyof typeof bombs];
    const encoding = { "/br": "br", "/plain": "identity" }[path] ?? "gzip";
    return bomb ? bytes(bomb, "text/html", { "content-encoding": encoding }) : html("fine");
  });
  await withEgress({ trusted: [site.hostPort] }, async (egress) => {
    for (const path of ["gzip", "br", "noise", "plain"]) {
      const before = Deno.memoryUsage().rss;
      const fault = await faultOf(read(egress, site.url + path, 100_000));
      assert.deepEqual([fault.reason, fault.retry, fault.message], ["too_large", false, "More than 100000 bytes"], path);
      assert.ok(Deno.memoryUsage().rss - before < 48 * 1024 * 1024, path);
      const started = performance.now();
      await read(egress, `${site.url}next`);
      assert.ok(
        performance.now() - started < 1_000,
        `after ${path} the connection was held for ${performance.now() - started} ms`,
      );
    }
  });
  await site.close();
});

Deno.test("a broken or cut encoding is reported, an unknown one is passed over, and the connection is released", async () => {
  const site = await openSite((_request, path) => {
    if (path === "/next") return html("fine");
    const cut = { "/cut": gzipSync, "/cut-br": brotliCompressSync, "/cut-zstd": zstdCompressSync }[path];
    const body = cut ? cut("some text ".repeat(1_000)).subarray(0, -12) : Buffer.alloc(300_000, "no such thing");
    const encoding = {
      "/unknown": "compress",
      "/many": "gzip, gzip, gzip, gzip",
      "/zstd": "zstd",
      "/br": "br",
      "/cut-br": "br",
      "/cut-zstd": "zstd",
    }[path] ?? "gzip";
    return bytes(body, "text/html", { "content-encoding": encoding });
  });
  await withEgress({ trusted: [site.hostPort] }, async (egress) => {
    // The first request of all takes longer than any other.
    await read(egress, `${site.url}next`);
    assert.match(Buffer.from(await read(egress, `${site.url}unknown`)).toString(), /^no such thing/);
    for (const path of ["many", "zstd", "br", "lie", "cut", "cut-br", "cut-zstd"]) {
      const fault = await faultOf(read(egress, site.url + path));
      assert.deepEqual([fault.reason, fault.retry], ["encoding", false], path);
      const started = performance.now();
      await read(egress, `${site.url}next`);
      assert.ok(performance.now() - started < 300, `after ${path} the connection was held`);
    }
  });
  await site.close();
});

Deno.test("a server that drips, stalls or says nothing is left in time", async () => {
  const silent = openRawServer((_write, gone) => untilClosed(gone));
  const stalling = openRawServer(async (write, gone) => {
    await write(`${HEAD}content-length: 100\r\n\r\nsome`);
    await untilClosed(gone);
  });
  const dripping = openRawServer(async (write, gone) => {
    await write(`${HEAD}content-length: 10000\r\n\r\n`);
    while (!gone.aborted) {
      await write(".");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });
  const limits = { ...LIMITS, idleMilliseconds: 300, totalMilliseconds: 800 };
  await withEgress({ trusted: ["127.0.0.1", silent.hostPort, stalling.hostPort, dripping.hostPort], limits }, async (egress) => {
    for (const server of [silent, stalling, dripping]) {
      const started = performance.now();
      const fault = await faultOf(read(egress, server.url));
      assert.deepEqual([fault.reason, fault.retry], ["timeout", true], fault.message);
      assert.ok(performance.now() - started < 3_500, String(performance.now() - started));
    }
  });
  for (const server of [silent, stalling, dripping]) await server.close();
});

Deno.test("a body that ends early, a reset and a closed port are faults worth another try", async () => {
  const short = openRawServer((write) => write(`${HEAD}content-length: 100\r\n\r\nshort`));
  const chunk = openRawServer((write) => write(`${HEAD}transfer-encoding: chunked\r\n\r\n5\r\nshort\r\n`));
  const nothing = openRawServer(() => Promise.resolve());
  const port = closedPort();
  const trusted = [short.hostPort, chunk.hostPort, nothing.hostPort, `127.0.0.1:${port}`];
  await withEgress({ trusted }, async (egress) => {
    for (const server of [short, chunk, nothing]) {
      const fault = await faultOf(read(egress, server.url));
      assert.deepEqual([fault.reason, fault.retry], ["connection_lost", true], fault.message);
    }
    const refused = await faultOf(read(egress, `http://127.0.0.1:${port}/`));
    assert.deepEqual([refused.reason, refused.retry], ["connection_refused", true]);
    assert.equal(refused.message, "The server refuses connections on this port");
  });
  for (const server of [short, chunk, nothing]) await server.close();
});

Deno.test("what is not HTTP, and a flood of headers, are faults that no other try mends", async () => {
  const banner = openRawServer((write) => write("SSH-2.0-OpenSSH_9.2\r\n"));
  const flood = openRawServer(async (write, gone) => {
    await write("HTTP/1.1 200 OK\r\n");
    for (let line = 0; line < 20_000 && !gone.aborted; line++) await write(`x-flood-${line}: ${"y".repeat(100)}\r\n`);
  });
  await withEgress({ trusted: [banner.hostPort, flood.hostPort] }, async (egress) => {
    const garbage = await faultOf(read(egress, banner.url));
    assert.deepEqual([garbage.reason, garbage.retry], ["protocol", false], garbage.message);
    const flooded = await faultOf(read(egress, flood.url));
    assert.deepEqual([flooded.reason, flooded.retry], ["header_flood", false], flooded.message);
  });
  await banner.close();
  await flood.close();
});

Deno.test("a certificate that nobody vouches for is refused, whatever the host is trusted with", async () => {
  const site = await openSite({ "/": "secret" }, selfSigned());
  const plain = await openSite({ "/": "plain" });
  await withEgress({ trusted: [site.hostPort, plain.hostPort] }, async (egress) => {
    const fault = await faultOf(read(egress, site.url));
    assert.deepEqual([fault.reason, fault.retry], ["tls", false], fault.message);
    const handshake = await faultOf(read(egress, plain.url.replace("http:", "https:")));
    assert.deepEqual([handshake.reason, handshake.retry], ["tls", false], handshake.message);
  });
  assert.deepEqual([site.requests.length, plain.requests.length], [0, 0]);
  await site.close();
  await plain.close();
});

Deno.test("the policy is asked before any name is", async () => {
  const resolve = resolver(["8.8.8.8"]);
  await withEgress({ resolve }, async (egress) => {
    assert.equal(await reasonOf(read(egress, "ftp://example.org/")), "scheme");
    assert.equal(await reasonOf(read(egress, "http://a:b@example.org/")), "credentials");
    assert.equal(await reasonOf(read(egress, "http://example.org:22/")), "port");
    assert.equal(await reasonOf(read(egress, "http://2130706433/")), "private_address");
  });
  assert.deepEqual(resolve.asked, []);
});

Deno.test("a caller's signal ends a request", async () => {
  const site = await openSite({ "/": () => after(5_000, () => html("late")) });
  await withEgress({ trusted: [site.hostPort], limits: {} }, async (egress) => {
    const started = performance.now();
    await assert.rejects(egress.get(site.url, { accept: "*/*", maxBytes: 1e6, signal: AbortSignal.timeout(100) }));
    assert.ok(performance.now() - started < 2_000);
  });
  await site.close();
});

Deno.test("every coding that is asked for is decoded, also one on top of the other, and deflate without its wrapping", async () => {
  const text = "image tagger ".repeat(3_000);
  const coded: [string, Uint8Array][] = [
    ["gzip", gzipSync(text)],
    ["x-gzip", gzipSync(text)],
    ["deflate", deflateSync(text)],
    ["deflate", deflateRawSync(text)],
    ["br", brotliCompressSync(text)],
    ["zstd", zstdCompressSync(text)],
    ["gzip, gzip", gzipSync(gzipSync(text))],
    ["zstd, br", brotliCompressSync(zstdCompressSync(text))],
    ["deflate, br, GZIP", gzipSync(brotliCompressSync(deflateSync(text)))],
    ["identity, gzip, identity", gzipSync(text)],
    ["gzip", Buffer.concat([gzipSync(text.slice(0, 100)), gzipSync(text.slice(100))])],
    ["", Buffer.from(text)],
  ];
  const site = await openSite((_request, path) => {
    const [encoding = "", body = Buffer.alloc(0)] = coded[Number(path.slice(1))] ?? [];
    return bytes(body, "text/html", encoding ? { "content-encoding": encoding } : {});
  });
  await withEgress({ trusted: [site.hostPort] }, async (egress) => {
    for (const [index, [encoding]] of coded.entries()) {
      assert.equal(Buffer.from(await read(egress, `${site.url}${index}`)).toString(), text, `${index} ${encoding}`);
    }
    await assert.rejects(read(egress, `${site.url}6`, 1_000), { reason: "too_large" });
  });
  await site.close();
});

Deno.test("a server that is slower than the least rate is left, one that is fast now and then is not", async () => {
  const talk = (pieces: string[], milliseconds: number) =>
    openRawServer(async (write) => {
      await write(`${HEAD}\r\n`);
      for (const piece of pieces) {
        await write(piece);
        await new Promise((resolve) => setTimeout(resolve, milliseconds));
      }
    });
  const slow = talk(Array.from({ length: 100 }, () => "."), 30);
  const bursts = talk(Array.from({ length: 4 }, () => "x".repeat(2_000)), 250);
  const limits = { ...LIMITS, rateWindowMilliseconds: 300, minBytesPerSecond: 1_024 };
  await withEgress({ trusted: [slow.hostPort, bursts.hostPort], limits }, async (egress) => {
    const started = performance.now();
    const fault = await faultOf(read(egress, slow.url));
    assert.deepEqual([fault.reason, fault.retry], ["too_slow", true]);
    assert.match(fault.message, /^The server sent \d+ bytes in 0\.\d s, less than 1024 a second$/);
    assert.ok(performance.now() - started < 1_500);
    assert.equal((await read(egress, bursts.url)).byteLength, 8_000);
  });
  await slow.close();
  await bursts.close();
});

Deno.test("a reader that takes its time is not taken for a slow server", async () => {
  const site = await openSite({ "/": () => new Response("x".repeat(2_000_000)) });
  const limits = { ...LIMITS, rateWindowMilliseconds: 200, minBytesPerSecond: 10_000_000 };
  await withEgress({ trusted: [site.hostPort], limits }, async (egress) => {
    const { body } = await egress.get(site.url, { accept: "*/*", maxBytes: 1e7 });
    let bytes = 0;
    for await (const chunk of body) {
      bytes += chunk.byteLength;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.equal(bytes, 2_000_000);
  });
  await site.close();
});

Deno.test("a job's headers and cookies go to its origins only, and its user agent and headers win", async () => {
  const site = await openSite({ "/": "mine" });
  const other = await openSite({ "/": "other" });
  const policy = {
    userAgent: "Test/1.0",
    allowedPorts: [],
    allowedPrivateHosts: [site.hostPort, other.hostPort],
    ownAddresses: [],
  };
  const secrets = {
    headers: ["Authorization:Bearer  x", "accept: image/x-mine", "X-Twice: 1", "X-Twice: 2"],
    cookies: ["a=1", "b=2"],
  };
  const egress = createEgress(policy, { secrets, secretOrigins: [site.origin], userAgent: "Mine/2.0" });
  try {
    for (const { url } of [site, other]) await read(egress, url);
    const [mine, others] = [site, other].map(({ requests }) => Object.fromEntries(requests[0]?.headers ?? []));
    const { authorization, accept, cookie, "x-twice": twice, "user-agent": agent } = mine ?? {};
    assert.deepEqual(
      [authorization, accept, cookie, twice, agent],
      ["Bearer  x", "image/x-mine", "a=1; b=2", "1, 2", "Mine/2.0"],
    );
    assert.deepEqual(Object.keys(others ?? {}).sort(), ["accept", "accept-encoding", "connection", "host", "user-agent"]);
    assert.equal(others?.["user-agent"], "Mine/2.0");
  } finally {
    await egress.close();
    await site.close();
    await other.close();
  }
});
