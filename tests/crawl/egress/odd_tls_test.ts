import assert from "node:assert/strict";
import type { LookupFunction } from "node:net";
import { DEFAULT_LIMITS } from "../../../modules/crawl/egress/limits.ts";
import { openTolerantReader } from "../../../modules/crawl/egress/tolerant_reader.ts";
import { faultOf } from "../../../modules/crawl/egress/faults.ts";
import { selfSigned } from "../../support/certificate.ts";
import { runDeno } from "../../support/run_deno.ts";
import { closeQuietly, converse, writeAll } from "../../support/talking_server.ts";

const ODD = "HTTP/1.1 200 OK\nContent-Length : 5\n\nhello";

Deno.test("an odd answer is read over TLS if the certificate is acceptable, and nothing is sent if it is not", async () => {
  const certificate = selfSigned();
  const file = await Deno.makeTempFile({ suffix: ".pem" });
  await Deno.writeTextFile(file, certificate.cert);
  const server = openTlsServer(certificate);
  try {
    const lookup: LookupFunction = (_hostname, _options, callback) => callback(null, [{ address: "127.0.0.1", family: 4 }]);
    const { read } = openTolerantReader(lookup, DEFAULT_LIMITS);
    for (const host of ["127.0.0.1", "odd.test"]) {
      const url = new URL(`https://${host}:${server.port}/`);
      const request = { url, headers: [], signal: AbortSignal.timeout(5_000), keepsPartial: false };
      const error = await read(request, { hasEndedEarly: false }).then(() => null, faultOf);
      assert.equal(error?.reason, "tls");
    }
    assert.equal(server.answered(), 0);

    const script = "tests/support/read_trusting.ts";
    const trusting = await runDeno([
      "run",
      "-A",
      "--quiet",
      "--frozen",
      `--cert=${file}`,
      script,
      `https://127.0.0.1:${server.port}/`,
      "2",
    ]);
    assert.deepEqual(trusting, { ok: true, output: "hellohello" });
    // The first answer is asked for twice.
    assert.equal(server.answered(), 3);
  } finally {
    await server.close();
    await Deno.remove(file);
  }
});

function openTlsServer({ cert, key }: { cert: string; key: string }) {
  const listener = Deno.listenTls({ hostname: "127.0.0.1", port: 0, cert, key });
  const open = new Set<Deno.Conn>();
  let answered = 0;
  const serve = async (connection: Deno.Conn) => {
    open.add(connection);
    await converse(connection, async () => {
      answered++;
      await writeAll(connection, ODD);
    }).catch(() => {
      // The client refused the certificate.
    });
    closeQuietly(connection);
  };
  const accepting = (async () => {
    for await (const connection of listener) void serve(connection);
  })();
  return {
    port: listener.addr.port,
    answered: () => answered,
    close: async () => {
      listener.close();
      for (const connection of open) closeQuietly(connection);
      await accepting.catch(() => {});
    },
  };
}
