import { isIP } from "node:net";
import type { EgressPolicy } from "../messages.ts";
import { isPublicAddress } from "./addresses.ts";
import { FetchFault } from "./faults.ts";

/**
 * Checks, before any name is resolved, that a URL may be requested; throws a `FetchFault` if not. Returns "trusted" for a host
 * that CRAWL_ALLOWED_PRIVATE_HOSTS names: its addresses are not classified.
 */
export function admit(url: URL, policy: EgressPolicy): "public" | "trusted" {
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new FetchFault("scheme", { code: "scheme", scheme: url.protocol });
  }
  if (url.username !== "" || url.password !== "") throw new FetchFault("credentials", { code: "credentials" });
  const named = policy.allowedPrivateHosts.map((host) => host.toLowerCase());
  const port = portOf(url);
  if (named.includes(`${url.hostname}:${port}`)) return "trusted";
  if (!policy.allowedPorts.includes(port)) {
    throw new FetchFault("port", { code: "port", port });
  }
  if (named.includes(url.hostname)) return "trusted";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0 && !isPublicAddress(host, policy.ownAddresses)) throw privateAddress(host);
  return "public";
}

export function privateAddress(host: string): FetchFault {
  return new FetchFault("private_address", { code: "private_address", host });
}

function portOf(url: URL): number {
  if (url.port !== "") return Number(url.port);
  return url.protocol === "https:" ? 443 : 80;
}
