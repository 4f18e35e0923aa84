import assert from "node:assert/strict";
import { type CrawlTask, type WorkerCommand, WorkerReport } from "../../modules/crawl/messages.ts";
import { JobOptions } from "../../modules/crawl/schemas.ts";
import { startChild } from "../../modules/shared/process/child.ts";
import { hostArguments } from "../../modules/crawl/host_process.ts";
import { sentenceOf } from "../../modules/crawl/texts.ts";
import { withDirectory } from "../support/directory.ts";
import { openSite } from "../support/site.ts";

/** A crawler that connects without the egress client, and reports in messages how each attempt ended. */
const DIRECT = `
import { connect } from "node:net";
const ways = {
  fetch: (hostname, port) => fetch("http://" + hostname + ":" + port + "/").then((response) => response.text()),
  connect: async (hostname, port) => (await Deno.connect({ hostname, port })).close(),
  mapped: async (hostname, port) => (await Deno.connect({ hostname: "::ffff:" + hostname, port })).close(),
  node: (host, port) => new Promise((resolve, reject) => {
    const socket = connect({ host, port }, () => resolve(socket.destroy())).on("error", reject);
  }),
};
export default {
  name: "direct",
  async discover(page, { log }) {
    for (const [name, way] of Object.entries(ways)) {
      const end = await way("OTHER", PORT).then(() => "reached", (error) => error.name);
      log("info", name + ": " + end);
    }
  },
};`;

/** Lets a crawl host visit one URL, and returns its reports. */
async function visitFrom(denyNet: string[], url: string, crawlerSource: string): Promise<WorkerReport[]> {
  const reports: WorkerReport[] = [];
  await withDirectory(async (tempDirectory) => {
    const crawlerUrl = `file://${tempDirectory}/direct.ts`;
    await Deno.writeTextFile(new URL(crawlerUrl), crawlerSource);
    const { promise: done, resolve } = Promise.withResolvers<void>();
    const { promise: ready, resolve: isReady } = Promise.withResolvers<void>();
    const child = startChild<typeof WorkerReport, WorkerCommand>({
      args: hostArguments({ tempDirectory, denyNet }),
      report: WorkerReport,
      handle: (report) => {
        if (report.type === "ready") isReady();
        if (report.type !== "heartbeat") reports.push(report);
        if (["page", "failed", "unusable"].includes(report.type)) resolve();
      },
    });
    const ended = child.ended.then(({ errors }) => assert.fail(`the host died: ${errors}`));
    try {
      const policy = { userAgent: "Test/1.0", allowedPorts: [80], allowedPrivateHosts: [new URL(url).host], ownAddresses: [] };
      const secrets = { headers: [], cookies: [] };
      const options = JobOptions.parse({});
      await child.send({ type: "start", options, secrets, secretOrigins: [], egress: policy, tempDirectory, crawlerUrl });
      await Promise.race([ready, ended]);
      const task: CrawlTask = { id: 1, url, kind: "page", depth: 0 };
      await child.send({ type: "tasks", tasks: [task] });
      await Promise.race([done, ended]);
    } finally {
      child.kill();
      await ended.catch(() => {});
    }
  });
  return reports;
}

const textsOf = (reports: WorkerReport[]) => reports.flatMap((report) => report.type === "message" ? [report.text] : []);

Deno.test({
  name: "a crawl host cannot connect to denied address ranges, whatever its code tries, and can connect to all other addresses",
  // Only on Linux all of 127.0.0.0/8 are addresses of this machine.
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const site = await openSite({ "/": "<p>hello" });
    const other = Deno.serve({ hostname: "127.0.0.2", port: 0, onListen: () => {} }, () => new Response("secret"));
    const crawler = DIRECT.replace("OTHER", "127.0.0.2").replace("PORT", String(other.addr.port));
    try {
      const free = textsOf(await visitFrom(["10.0.0.0/8"], site.url, crawler));
      assert.deepEqual(free, ["fetch: reached", "connect: reached", "mapped: reached", "node: reached"]);
      const denied = textsOf(await visitFrom(["10.0.0.0/8", "127.0.0.2/32"], site.url, crawler));
      assert.deepEqual(denied, ["fetch: NotCapable", "connect: NotCapable", "mapped: NotCapable", "node: NotCapable"]);

      const asked = site.requests.length;
      const end = (await visitFrom(["127.0.0.0/8"], site.url, crawler)).at(-1);
      assert.ok(end?.type === "failed", JSON.stringify(end));
      assert.match(sentenceOf(end.detail), /Requires net access to "127\.0\.0\.1/);
      assert.equal(site.requests.length, asked, "the egress client is denied it as well");
    } finally {
      await other.shutdown();
      await site.close();
    }
  },
});
