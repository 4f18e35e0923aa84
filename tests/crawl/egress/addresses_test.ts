import assert from "node:assert/strict";
import { isPublicAddress } from "../../../modules/crawl/egress/addresses.ts";

const PUBLIC = [
  "1.1.1.1",
  "8.8.8.8",
  "9.255.255.255",
  "11.0.0.0",
  "93.184.215.14",
  "100.63.255.255",
  "100.128.0.0",
  "126.255.255.255",
  "128.0.0.1",
  "169.253.255.255",
  "172.15.255.255",
  "172.32.0.0",
  "192.167.255.255",
  "192.169.0.0",
  "198.17.255.255",
  "198.20.0.0",
  "223.255.255.255",
  "2606:4700:4700::1111",
  "[2606:4700:4700::1111]",
  "2a00:1450:4001:81b::200e",
  "2001:4860:4860::8888",
  "2400:cb00:2048:1::6814:55",
];

const NOT_PUBLIC = [
  // This network, private use, carrier-grade NAT, loopback, link-local with the clouds' metadata services.
  "0.0.0.0",
  "0.1.2.3",
  "10.0.0.1",
  "10.255.255.255",
  "100.64.0.1",
  "100.100.100.200",
  "100.127.255.255",
  "127.0.0.1",
  "127.255.255.254",
  "168.63.129.16",
  "169.254.169.254",
  "169.254.0.1",
  "172.16.0.1",
  "172.31.255.255",
  "192.0.0.1",
  "192.0.0.192",
  "192.168.0.1",
  "192.168.255.255",
  // Documentation, relays, benchmarks, multicast, reserved, broadcast.
  "192.0.2.1",
  "192.88.99.1",
  "198.18.0.1",
  "198.19.255.255",
  "198.51.100.7",
  "203.0.113.9",
  "224.0.0.1",
  "239.255.255.250",
  "240.0.0.1",
  "255.255.255.255",
  // IPv6: unspecified, loopback, unique local, link-local, site-local, multicast, documentation, discard.
  "::",
  "::1",
  "[::1]",
  "0:0:0:0:0:0:0:1",
  "fc00::1",
  "fd00:ec2::254",
  "fdff:ffff::1",
  "fe80::1",
  "fe80::1%eth0",
  "febf::1",
  "fec0::1",
  "ff02::1",
  "2001:db8::1",
  "3fff::1",
  "100::1",
  "5f00::1",
  // IPv4 inside IPv6: mapped, compatible, translated, NAT64, 6to4, Teredo.
  "::ffff:127.0.0.1",
  "::ffff:7f00:1",
  "::ffff:8.8.8.8",
  "[::ffff:10.0.0.1]",
  "::127.0.0.1",
  "::ffff:0:127.0.0.1",
  "64:ff9b::7f00:1",
  "64:ff9b::169.254.169.254",
  "64:ff9b:1::a00:1",
  "2002:7f00:1::",
  "2002:a9fe:a9fe::1",
  "2001:0:4136:e378:8000:63bf:3fff:fdd2",
  "2001::1",
  // Nonsense is not public.
  "",
  "localhost",
  "example.org",
  "256.1.1.1",
  "1.2.3.4.5",
  "::1::",
  "[",
  "12345::",
  "8.8.8.8/32",
  "8.8.8.8 ",
];

Deno.test("isPublicAddress() knows the public internet from everything else", () => {
  for (const address of PUBLIC) assert.equal(isPublicAddress(address), true, address);
  for (const address of NOT_PUBLIC) assert.equal(isPublicAddress(address), false, address);
});

Deno.test("isPublicAddress() refuses this machine's own addresses, however they are spelled", () => {
  const own = ["93.184.215.14", "2606:4700:4700::1111", "not an address"];
  assert.equal(isPublicAddress("93.184.215.14", own), false);
  assert.equal(isPublicAddress("93.184.215.15", own), true);
  assert.equal(isPublicAddress("2606:4700:4700:0:0:0:0:1111", own), false);
  assert.equal(isPublicAddress("[2606:4700:4700::1111]", own), false);
  assert.equal(isPublicAddress("2606:4700:4700::1112", own), true);
});
