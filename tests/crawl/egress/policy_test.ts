import assert from "node:assert/strict";
import { FetchFault } from "../../../modules/crawl/egress/faults.ts";
import { admit } from "../../../modules/crawl/egress/policy.ts";
import type { EgressPolicy } from "../../../modules/crawl/messages.ts";

const POLICY: EgressPolicy = {
  userAgent: "Test/1.0",
  allowedPorts: [80, 443, 8080],
  allowedPrivateHosts: ["10.0.0.7", "intranet", "[fd00::1]", "127.0.0.1:9000", "wiki.lan:9001"],
  ownAddresses: ["93.184.215.14"],
};

function verdict(url: string): string {
  try {
    return admit(new URL(url), POLICY);
  } catch (error) {
    assert.ok(error instanceof FetchFault, String(error));
    assert.equal(error.retry, false);
    return error.reason;
  }
}

Deno.test("admit() takes http and https without credentials on the allowed ports", () => {
  assert.equal(verdict("http://example.org/"), "public");
  assert.equal(verdict("https://example.org/a?b"), "public");
  assert.equal(verdict("http://example.org:8080/"), "public");
  assert.equal(verdict("https://8.8.8.8/"), "public");
  assert.equal(verdict("https://[2606:4700:4700::1111]/"), "public");
  for (
    const url of ["ftp://example.org/", "file:///etc/passwd", "data:text/html,x", "javascript:1", "ws://example.org/", "blob:x"]
  ) {
    assert.equal(verdict(url), "scheme", url);
  }
  for (const url of ["http://user@example.org/", "http://user:word@example.org/", "http://:word@example.org/"]) {
    assert.equal(verdict(url), "credentials", url);
  }
  for (const url of ["http://example.org:22/", "https://example.org:8000/", "http://example.org:0/", "http://10.0.0.7:22/"]) {
    assert.equal(verdict(url), "port", url);
  }
});

Deno.test("admit() refuses private addresses in every spelling that a URL can give them", () => {
  const spellings = ["127.0.0.1", "127.1", "2130706433", "0x7f.1", "0x7f000001", "0177.0.0.1", "0", "①②⑦.⓪.⓪.①", "127.0.0.1."];
  spellings.push("[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "169.254.169.254", "[fe80::1]", "[fd00:ec2::254]", "10.0.0.8");
  spellings.push("%31%32%37.0.0.1", "127。0。0。1", "93.184.215.14", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "0.0.0.0", "[::]");
  for (const host of spellings) assert.equal(verdict(`http://${host}/`), "private_address", host);
});

Deno.test("admit() trusts what CRAWL_ALLOWED_PRIVATE_HOSTS names: a host on the allowed ports, a host:port on that one", () => {
  assert.equal(verdict("http://10.0.0.7/"), "trusted");
  assert.equal(verdict("http://10.0.0.7:8080/"), "trusted");
  assert.equal(verdict("https://intranet/"), "trusted");
  assert.equal(verdict("http://INTRANET/"), "trusted");
  assert.equal(verdict("http://[fd00::1]/"), "trusted");
  assert.equal(verdict("http://127.0.0.1:9000/"), "trusted");
  assert.equal(verdict("http://wiki.lan:9001/"), "trusted");
  assert.equal(verdict("http://wiki.lan/"), "public");
  assert.equal(verdict("http://127.0.0.1/"), "private_address");
  assert.equal(verdict("http://127.0.0.1:9001/"), "port");
  assert.equal(verdict("http://notintranet/"), "public");
});

Deno.test("admit() says what would be right", () => {
  assert.throws(() => admit(new URL("http://example.org:22/"), POLICY), /Port 22 is not crawled. CRAWL_ALLOWED_PORTS/);
  assert.throws(
    () => admit(new URL("http://10.0.0.8/"), POLICY),
    /10.0.0.8 is not on the public internet. CRAWL_ALLOWED_PRIVATE_HOSTS/,
  );
  assert.throws(() => admit(new URL("ftp://example.org/"), POLICY), /ftp: is not crawled, only http: and https:/);
});
