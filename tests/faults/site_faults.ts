import assert from "node:assert/strict";
import { Resolver } from "node:dns";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { LookupFunction } from "node:net";
import { createEgress } from "../../modules/crawl/egress/client.ts";
import { FetchFault } from "../../modules/crawl/egress/faults.ts";
import { selfSigned } from "../support/certificate.ts";
import { type DnsServer, openDnsServer } from "../support/dns_server.ts";
import { openCanary } from "../support/private_spellings.ts";
import { between } from "../support/random.ts";
import { openSite } from "../support/site.ts";
import { startCrawl } from "./crawl.ts";
import { eventually, sleep } from "./expectations.ts";
import { BOTH, type Fault } from "./fault.ts";
import { openFaultSite } from "./site.ts";

/** The time for three tries with backoff on a host whose delay grows each time. */
const GIVE_UP_SECONDS = 240;
const RESOLVE_MILLISECONDS = 5_500;
/** The time for requests that were under way when the site began to refuse. */
const UNDER_WAY_MILLISECONDS = 200;

export const SITE_FAULTS: readonly Fault[] = [
  {
    number: 16,
    name: "one of a job's two sites dies for good",
    kinds: BOTH,
    run: async (stage) => {
      // 127.0.0.2 is on loopback too, and is another host for the crawl.
      const dying = await openFaultSite({ trap: "http://127.0.0.1:1/", hostname: "127.0.0.2", port: stage.sparePort });
      const lost = dying.open({ pages: 30, milliseconds: 100 });
      try {
        const crawl = await startCrawl(stage, { seeds: [lost.url] });
        await lost.reached(between(stage.random, 5, 30));
        await dying.die();
        await crawl.completed(GIVE_UP_SECONDS);
        const { counters } = await crawl.state();
        assert.ok((counters.pagesFailed ?? 0) + (counters.imagesFailed ?? 0) > 0, "nothing of the dead site has failed");
      } finally {
        await dying.close();
      }
    },
  },
  {
    number: 16,
    name: "the site is dead for two seconds",
    kinds: BOTH,
    run: async (stage, crawl) => {
      await stage.site.die();
      await sleep(2_000);
      await stage.site.revive();
      await crawl.completed(GIVE_UP_SECONDS);
    },
  },
  {
    number: 16,
    name: "the site accepts requests and says nothing for ten seconds",
    kinds: BOTH,
    run: async (stage, crawl) => {
      stage.site.behave({ type: "hang" });
      await sleep(10_000);
      stage.site.behave({ type: "well" });
      await crawl.completed(GIVE_UP_SECONDS);
    },
  },
  {
    number: 17,
    name: "429 with Retry-After",
    kinds: BOTH,
    run: async (stage, crawl) => {
      const seconds = between(stage.random, 2, 6);
      const before = crawl.section.log.length;
      stage.site.behave({ type: "refuse", status: 429, retryAfter: seconds });
      const refused = () => crawl.section.log.slice(before).find(({ status }) => status === 429);
      await eventually("a request is refused", () => refused() !== undefined, 10);
      const first = refused()?.at ?? 0;
      await sleep(seconds * 1_000 - 300);
      const early = crawl.section.log.filter(({ at }) => at > first + UNDER_WAY_MILLISECONDS);
      stage.site.behave({ type: "well" });
      assert.deepEqual(
        early.map(({ at }) => Math.round(at - first)),
        [],
        "requests before Retry-After was over, in ms after the 429",
      );
      await crawl.completed();
    },
  },
  {
    number: 18,
    name: "a name server that is silent, fails or lies",
    kinds: BOTH,
    run: async () => {
      for (const open of [silentDns, failingDns, () => openDnsServer([{ addresses: ["127.0.0.1"] }])]) {
        await resolvesNothing(open);
      }
    },
  },
  {
    number: 19,
    name: "certificates that are expired, of another host or self-signed",
    kinds: BOTH,
    run: async (stage) => {
      const certificates = [selfSigned({ until: "210101000000Z" }), selfSigned({ address: [127, 0, 0, 9] }), selfSigned()];
      for (const certificate of certificates) {
        const site = await openSite({ "/": "A page" }, { ...certificate, port: stage.sparePort });
        const crawl = await startCrawl(stage, { pages: 1, seeds: [`https://localhost:${stage.sparePort}/`] });
        await crawl.completed();
        const ledger = await stage.ask(`/api/jobs/${crawl.id}/urls?q=localhost`);
        const { items } = ledger.body as { items: { outcome: string; reason: string }[] };
        assert.ok(items.length > 0 && items.every(({ reason }) => reason === "tls"), JSON.stringify(items));
        assert.deepEqual(site.requests, []);
        await site.close();
      }
    },
  },
];

interface NameServer {
  port: number;
  close(): Promise<void>;
}

async function silentDns(): Promise<NameServer> {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    port: socket.address().port,
    close: async () => void await new Promise<void>((closed) => socket.close(() => closed())),
  };
}

function failingDns(): Promise<DnsServer> {
  return openDnsServer([{ addresses: [], failure: true }]);
}

/** Fails unless a request with this name server ends with an error within five seconds, and reaches nothing. */
async function resolvesNothing(open: () => Promise<NameServer>): Promise<void> {
  const [dns, canary] = [await open(), openCanary()];
  const resolver = new Resolver({ timeout: 10_000, tries: 1 });
  resolver.setServers([`127.0.0.1:${dns.port}`]);
  const resolve: LookupFunction = (hostname, _options, callback) =>
    resolver.resolve4(hostname, (error, addresses) => {
      if (error) return callback(error, "", 0);
      callback(null, addresses.map((address) => ({ address, family: 4 })));
    });
  const policy = { userAgent: "Test/1.0", allowedPorts: [canary.port], allowedPrivateHosts: [], ownAddresses: [] };
  const egress = createEgress(policy, { resolve });
  const begun = performance.now();
  try {
    const fault = await egress.get(`http://name.test:${canary.port}/`, { accept: "*/*", maxBytes: 1_000 }).catch((error) =>
      error
    );
    assert.ok(fault instanceof FetchFault && /^(dns|private_address)$/.test(fault.reason), String(fault));
    assert.ok(performance.now() - begun < RESOLVE_MILLISECONDS, `it took ${performance.now() - begun} ms`);
    assert.equal(canary.accepted(), 0);
  } finally {
    await egress.close();
    resolver.cancel();
    await dns.close();
    await canary.close();
  }
}
