import { forgetOldest } from "./forget_oldest.ts";
import { compileKey, type KeyOf, type SessionParameter } from "./same_address.ts";

/**
 * Compares addresses without the parameters that a job ignores, and learns which of those that look like sessions name pages or images
 * instead: a page has one session, but may name many pictures by the hashes of their bytes (`thumb.php?s=…`).
 */
export interface AddressKeys {
  keyOf: KeyOf;
  /** Takes the addresses that one page names. */
  learn(urls: readonly string[]): void;
  /** Takes an address of which an earlier attempt knew that its parameters are no sessions. */
  recall(url: string): void;
}

/** The number of parameters that are remembered. The oldest are forgotten first. */
const REMEMBERED = 10_000;

export function createAddressKeys(ignored: readonly string[]): AddressKeys {
  const ids = new Map<string, true>();
  let found: SessionParameter[] = [];
  const find = compileKey(ignored, (parameter) => {
    found.push(parameter);
    return true;
  });
  const plainKeyOf = compileKey(ignored);

  const parametersOf = (url: string): SessionParameter[] => {
    found = [];
    find(url);
    return found;
  };
  const add = (parameter: SessionParameter) => {
    ids.set(placeOf(parameter), true);
    forgetOldest(ids, REMEMBERED);
  };

  return {
    keyOf: compileKey(ignored, (parameter) => ids.has(placeOf(parameter))),
    learn: (urls) => {
      const all = [...new Set(urls)].flatMap((url) =>
        parametersOf(url).map((parameter) => ({ parameter, key: plainKeyOf(url) }))
      );
      for (const sameName of Map.groupBy(all, ({ parameter }) => siteOf(parameter)).values()) {
        if (hasOneSession(sameName)) continue;
        for (const named of Map.groupBy(sameName, ({ parameter }) => placeOf(parameter)).values()) {
          const [first] = named;
          if (first && new Set(named.map(({ parameter }) => parameter.value)).size > 1) add(first.parameter);
        }
      }
    },
    recall: (url) => parametersOf(url).forEach(add),
  };
}

interface Named {
  parameter: SessionParameter;
  /** The address without what is ignored. */
  key: string;
}

/**
 * Whether one value stands in at least half of a page's addresses, and in more than any other value does: it is the visitor's session.
 * The others are sessions of somebody who once copied an address.
 */
function hasOneSession(named: readonly Named[]): boolean {
  const byValue = Map.groupBy(named, ({ parameter }) => parameter.value);
  const counts = [...byValue.values()].map((same) => new Set(same.map(({ key }) => key)).size).sort((one, other) => other - one);
  const [first = 0, second = 0] = counts;
  return first > second && first * 2 >= counts.reduce((sum, count) => sum + count, 0);
}

function placeOf({ path, name }: SessionParameter): string {
  return `${path}?${name}`;
}

function siteOf({ path, name }: SessionParameter): string {
  return `${new URL(path).origin}?${name}`;
}
