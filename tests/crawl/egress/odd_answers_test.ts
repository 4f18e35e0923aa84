import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createEgress, type EgressClient } from "../../../modules/crawl/egress/client.ts";
import { FetchFault } from "../../../modules/crawl/egress/faults.ts";
import { ODD_ANSWERS } from "../../support/odd_answers/all.ts";
import { PAGE_TEXT } from "../../support/odd_answers/odd_answer.ts";
import { type OddSite, openOddSite } from "../../support/odd_answers/odd_site.ts";

const GET = { accept: "*/*", maxBytes: 10_000_000 };

Deno.test("an odd answer is read as Chromium reads it, and one that Chromium refuses has its named fault", async () => {
  const sites = ODD_ANSWERS.map((odd, index) => openOddSite(odd, index));
  const egress = createEgress(policyFor(sites));
  try {
    const wrong = await Promise.all(sites.map((site) => faultsOf(egress, site)));
    assert.deepEqual(wrong.flat(), [], `${sites.length - wrong.flat().length} of ${sites.length} are as expected`);
  } finally {
    await egress.close();
    await Promise.all(sites.map((site) => site.close()));
  }
});

Deno.test("an origin that once answered oddly is asked once for each further answer", async () => {
  const odd = ODD_ANSWERS.find(({ name }) => name === "a space before the colon") ?? assert.fail();
  const site = openOddSite(odd, 1);
  const egress = createEgress(policyFor([site]));
  try {
    for (const turn of [1, 2, 3]) {
      assert.equal((await read(egress, site.url, true)).toString(), PAGE_TEXT);
      assert.deepEqual(site.paths, Array(turn + 1).fill("/"));
    }
  } finally {
    await egress.close();
    await site.close();
  }
});

function policyFor(sites: readonly OddSite[]) {
  const allowedPrivateHosts = sites.map(({ hostPort }) => hostPort);
  return { userAgent: "Test/1.0", allowedPorts: [], allowedPrivateHosts, ownAddresses: [] };
}

/** Reads an answer, and the one that it redirects to. */
async function read(egress: EgressClient, url: string, keepsPartial: boolean): Promise<Buffer> {
  const answer = await egress.get(url, { ...GET, keepsPartial });
  const chunks = await Array.fromAsync(answer.body);
  const target = answer.status >= 300 && answer.status <= 399 ? answer.headers.get("location") : null;
  return target === null ? Buffer.concat(chunks) : await read(egress, new URL(target, url).href, keepsPartial);
}

/** Returns what is wrong with the reading of an answer, or nothing. */
async function faultsOf(egress: EgressClient, { case: { as, name, refused }, url, image }: OddSite): Promise<string[]> {
  const expected = refused?.replace("failed ", "") ?? "read";
  let actual = "";
  // As the frontier does, the answer is asked for again if the fault says so.
  for (let turn = 0; turn < 3; turn++) {
    const result = await read(egress, url, as === "page").catch((error: unknown) => error);
    if (Buffer.isBuffer(result)) {
      actual = isExpected(result, as, image) ? "read" : `other bytes: ${result.toString("latin1", 0, 60)}`;
    } else if (!(result instanceof FetchFault)) throw result;
    else actual = result.reason;
    if (!(result instanceof FetchFault && result.retry)) break;
  }
  return actual === expected ? [] : [`${as}: ${name}: ${actual} instead of ${expected}`];
}

/** Whether the bytes begin with the page, which may have text behind it, or are the image. */
function isExpected(bytes: Buffer, as: "page" | "image", image: Uint8Array): boolean {
  return as === "page" ? bytes.toString().startsWith(PAGE_TEXT) : bytes.equals(image);
}
