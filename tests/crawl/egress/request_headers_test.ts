import assert from "node:assert/strict";
import { requestHeaders } from "../../../modules/crawl/egress/request_headers.ts";
import { createEgress } from "../../../modules/crawl/egress/client.ts";
import { openJar } from "../../../modules/crawl/cookies/jar.ts";
import { openRawServer } from "../../support/site.ts";

const JOB = { headers: [], cookies: ["session=mine", "theme=dark"] };
const ORIGIN = "http://a.org";

/** Returns the Cookie fields of a request. */
function cookiesFor(secrets: typeof JOB, origin: string, cookies: { name: string; value: string }[]): string[] {
  const fields = requestHeaders("Test/1.0", { secrets, origins: [ORIGIN] })(origin, { accept: "*/*", cookies });
  return fields.filter((_, at) => fields[at - 1] === "cookie");
}

Deno.test("a request has one Cookie field, in which the cookies of the job win over those of the site", () => {
  const ofSite = [{ name: "session", value: "theirs" }, { name: "a", value: "1" }, { name: "", value: "bare" }];
  assert.deepEqual(cookiesFor(JOB, ORIGIN, ofSite), ["session=mine; theme=dark; a=1; bare"]);
  assert.deepEqual(cookiesFor(JOB, ORIGIN, []), ["session=mine; theme=dark"]);
  assert.deepEqual(cookiesFor(JOB, "http://b.org", ofSite), ["session=theirs; a=1; bare"]);
  assert.deepEqual(cookiesFor(JOB, "http://b.org", []), []);
});

Deno.test("cookies are sent back byte for byte, are taken from every answer, and are not in the headers of the answer", async () => {
  const answers: [status: string, cookie: string][] = [
    ["302 Found", "a=\xe9\xff"],
    ["404 Not Found", "b=2"],
    ["200 OK", "c=3\x01"],
    ["200 OK", "a=; Max-Age=0"],
    ["200 OK", "d=4"],
  ];
  const sent: Record<string, string> = {};
  const server = openRawServer(async (write, _disconnected, head) => {
    const path = /^GET \/(\d)/.exec(head)?.[1] ?? "";
    sent[path] = /^cookie: (.*)$/mi.exec(head)?.[1]?.trim() ?? "";
    const [status, cookie] = answers[Number(path)] ?? [];
    const lines = `HTTP/1.1 ${status}\r\nSet-Cookie: ${cookie}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`;
    await write(Uint8Array.from(lines, (character) => character.charCodeAt(0)));
  });
  const policy = { userAgent: "Test/1.0", allowedPorts: [], allowedPrivateHosts: [server.hostPort], ownAddresses: [] };
  const egress = createEgress(policy, { jar: openJar() });
  try {
    for (const path of answers.keys()) {
      const answer = await egress.get(`${server.url}${path}`, { accept: "*/*", maxBytes: 100 });
      assert.deepEqual([answer.headers.get("set-cookie"), answer.lines("set-cookie")], [null, []]);
      answer.discard();
    }
    assert.deepEqual(sent, { 0: "", 1: "a=\xe9\xff", 2: "a=\xe9\xff; b=2", 3: "a=\xe9\xff; b=2", 4: "b=2" });
  } finally {
    await egress.close();
    await server.close();
  }
});
