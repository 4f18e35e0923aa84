import type { LookupFunction } from "node:net";
import type { EgressPolicy } from "../messages.ts";
import { isPublicAddress } from "./addresses.ts";
import { RESOLVE_MILLISECONDS } from "./limits.ts";
import { privateAddress } from "./policy.ts";

/**
 * A resolver that gives only what a crawl may connect to: all addresses of a name are classified, one that is not public spoils
 * the name. The connection goes to what this returns, so that nothing is resolved a second time.
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

/** A resolver that answers within five seconds or fails. */
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
