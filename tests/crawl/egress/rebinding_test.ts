import assert from "node:assert/strict";
import { Resolver } from "node:dns";
import type { LookupFunction } from "node:net";
import { isPublicAddress } from "../../../modules/crawl/egress/addresses.ts";
import { createEgress } from "../../../modules/crawl/egress/client.ts";
import { FetchFault } from "../../../modules/crawl/egress/faults.ts";
import { DEFAULT_LIMITS } from "../../../modules/crawl/egress/limits.ts";
import { checkedLookup } from "../../../modules/crawl/egress/lookup.ts";
import { openReaders } from "../../../modules/crawl/egress/readers.ts";
import { openTolerantReader } from "../../../modules/crawl/egress/tolerant_reader.ts";
import { type DnsAnswer, openDnsServer } from "../../support/dns_server.ts";
import { openCanary } from "../../support/private_spellings.ts";
import { openRawServer } from "../../support/site.ts";

const TRIES = 1_000;
const PRIVATE: DnsAnswer[] = [
  { addresses: ["127.0.0.1"] },
  { addresses: ["8.8.8.8", "127.0.0.1"] },
  { addresses: ["127.0.0.1", "8.8.8.8"] },
  { alias: "inside.test", addresses: ["127.0.0.1"] },
  { alias: "localhost", addresses: ["10.0.0.1"] },
  { addresses: ["8.8.8.8", "1.1.1.1", "169.254.169.254"] },
  { addresses: ["0.0.0.0"] },
  { addresses: [] },
];
const POLICY = { userAgent: "Test/1.0", allowedPorts: [80], allowedPrivateHosts: [], ownAddresses: [] };

/** Returns a resolver that asks only the test's own name server. */
async function withResolver(answers: DnsAnswer[], work: (resolve: LookupFunction, asked: () => number) => Promise<void>) {
  const dns = await openDnsServer(answers);
  const resolver = new Resolver({ timeout: 1_000, tries: 2 });
  resolver.setServers([`127.0.0.1:${dns.port}`]);
  const resolve: LookupFunction = (hostname, _options, callback) =>
    resolver.resolve4(hostname, (error, addresses) => {
      if (error) return callback(error, "", 0);
      callback(null, addresses.map((address) => ({ address, family: 4 })));
    });
  await work(resolve, dns.asked).finally(() => dns.close());
}

Deno.test("1,000 requests for names that a lying name server gives private addresses reach nothing", () =>
  withResolver(PRIVATE, async (resolve, asked) => {
    const canary = openCanary();
    const egress = createEgress({ ...POLICY, allowedPorts: [canary.port] }, { resolve });
    try {
      const reasons = new Map<string, number>();
      for (let turn = 0; turn < TRIES; turn++) {
        const url = `http://rebind${turn % 7}.test:${canary.port}/`;
        const error = await egress.get(url, { accept: "*/*", maxBytes: 1_000 }).then(() => null, (error: unknown) => error);
        assert.ok(error instanceof FetchFault, `try ${turn} brought an answer`);
        reasons.set(error.reason, (reasons.get(error.reason) ?? 0) + 1);
      }
      assert.deepEqual([...reasons.keys()].sort(), ["dns", "private_address"]);
      assert.ok((reasons.get("private_address") ?? 0) >= 0.8 * TRIES, JSON.stringify([...reasons]));
      assert.ok(asked() >= TRIES);
      assert.equal(canary.accepted(), 0);
    } finally {
      await egress.close();
      await canary.close();
    }
  }));

Deno.test("of 1,000 answers that alternate between public and private ones, no look-up gives out any but a public address", () =>
  withResolver(PRIVATE.flatMap((answer) => [{ addresses: ["8.8.8.8"] }, answer]), async (resolve, asked) => {
    const lookup = checkedLookup(resolve, POLICY);
    let passed = 0;
    for (let turn = 0; turn < TRIES; turn++) {
      const found = await new Promise<string[]>((done) =>
        lookup("rebind.test", { all: turn % 4 < 2 }, (error, address) => {
          done(error ? [] : [address].flat().map((one) => typeof one === "string" ? one : one.address));
        })
      );
      passed += found.length;
      assert.ok(found.every((address) => isPublicAddress(address)), found.join());
    }
    assert.equal(passed, TRIES / 2, "what is public is given out");
    assert.equal(asked(), TRIES, "a name is resolved once a look-up");
  }));

Deno.test("the second request for an odd answer resolves the name again, and a private address is refused then, too", async () => {
  const canary = openCanary();
  const odd = openRawServer((write) => write("HTTP/1.1 200 OK\nContent-Length: 2\n\nhi"));
  const here: LookupFunction = (_hostname, _options, callback) => callback(null, [{ address: "127.0.0.1", family: 4 }]);
  const checked = checkedLookup(here, POLICY);
  const asked = new Map<string, number>();
  // The first look-up of each name passes, as if it had brought a public address.
  const lookup: LookupFunction = (hostname, options, callback) => {
    const turn = (asked.get(hostname) ?? 0) + 1;
    asked.set(hostname, turn);
    (turn === 1 ? here : checked)(hostname, options, callback);
  };
  const readers = openReaders(lookup, DEFAULT_LIMITS, {});
  const tolerant = openTolerantReader(checked, DEFAULT_LIMITS);
  try {
    for (let turn = 0; turn < 100; turn++) {
      const request = (port: string | number) => ({
        url: new URL(`http://rebind${turn}.test:${port}/`),
        headers: [],
        signal: AbortSignal.timeout(5_000),
        keepsPartial: false,
      });
      await assert.rejects(readers.read(request(odd.hostPort.split(":")[1] ?? "")), { reason: "private_address" });
      await assert.rejects(tolerant.read(request(canary.port), { hasEndedEarly: false }), { reason: "private_address" });
    }
    assert.equal(odd.accepted(), 100, "each name is connected to once");
    assert.equal(canary.accepted(), 0);
  } finally {
    await readers.close();
    await odd.close();
    await canary.close();
  }
});
