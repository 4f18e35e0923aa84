import type { LookupFunction } from "node:net";
import type { EgressPolicy } from "../messages.ts";
import { isPublicAddress } from "./addresses.ts";
import { RESOLVE_MILLISECONDS } from "./limits.ts";
import { privateAddress } from "./policy.ts";

/**
 * Returns a resolver for addresses that a crawl may connect to. All addresses of a name are classified; if one is not public, the
 * name is refused. The connection goes to an address from this resolver, so no name is resolved a second time.
 */
export function checkedLookup(resolve: LookupFunction, policy: EgressPolicy): LookupFunction {
  const within = boundedLookup(resolve);
  return (hostname, options, callback) =>
    within(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, "", 0);
      const addresses = Array.isArray(found) ? found : [];
      const first = addresses[0];
      if (!first || !addresses.every(({ address }) => isPublicAddress(address, policy.ownAddresses))) {
        return callback(privateAddress(hostname), "", 0);
      }
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
    });
}

/** Returns a resolver that fails if there is no answer within `RESOLVE_MILLISECONDS`. */
export function boundedLookup(resolve: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    let settled = false;
    const once: typeof callback = (...result) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      callback(...result);
    };
    const timer = setTimeout(
      () => once(Object.assign(new Error(`${hostname} did not resolve in time`), { code: "ETIMEOUT" }), "", 0),
      RESOLVE_MILLISECONDS,
    );
    resolve(hostname, options, once);
  };
}
