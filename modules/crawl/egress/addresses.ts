import ipaddr from "ipaddr.js";

/**
 * Ranges that do not belong to the public internet: the IANA special-purpose registries (RFC 6890 and its updates), and the IPv6
 * ranges that contain an IPv4 address (mapped, compatible, translated, NAT64, 6to4, Teredo).
 */
const RANGES = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "168.63.129.16/32",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.31.196.0/24",
  "192.52.193.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "192.175.48.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "::/96",
  "::ffff:0:0/96",
  "::ffff:0:0:0/96",
  "64:ff9b::/96",
  "64:ff9b:1::/48",
  "100::/64",
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "2620:4f:8000::/48",
  "3fff::/20",
  "5f00::/16",
  "fc00::/7",
  "fe80::/10",
  "fec0::/10",
  "ff00::/8",
];

export const PRIVATE_IPV4: readonly string[] = RANGES.filter((range) => !range.includes(":"));
const NOT_PUBLIC = RANGES.map((range) => ipaddr.parseCIDR(range));

/**
 * Whether a crawl may connect to an address: it must be public and not one of this machine's own. `address` is the text of an
 * address, with or without brackets. A text that does not parse is not public.
 */
export function isPublicAddress(address: string, ownAddresses: readonly string[] = []): boolean {
  const bare = address.replace(/^\[|\]$/g, "").replace(/%.*$/, "");
  if (!ipaddr.isValid(bare)) return false;
  const parsed = ipaddr.parse(bare);
  if (ownAddresses.some((own) => ipaddr.isValid(own) && ipaddr.parse(own).toString() === parsed.toString())) return false;
  return !NOT_PUBLIC.some((range) =>
    range[0].kind() === parsed.kind() && parsed.match(range as [ipaddr.IPv4 & ipaddr.IPv6, number])
  );
}
