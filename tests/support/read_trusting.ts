/** Reads a URL with the certificate that `deno run --cert` names, and writes its body. Usage: read_trusting.ts URL TIMES */
import { createEgress } from "../../modules/crawl/egress/client.ts";

const [url = "", times = "1"] = Deno.args;
const policy = { userAgent: "Test/1.0", allowedPorts: [], allowedPrivateHosts: [new URL(url).host], ownAddresses: [] };
const egress = createEgress(policy);
for (let turn = 0; turn < Number(times); turn++) {
  const { body } = await egress.get(url, { accept: "*/*", maxBytes: 10_000 });
  for await (const chunk of body) await Deno.stdout.write(chunk);
}
await egress.close();
