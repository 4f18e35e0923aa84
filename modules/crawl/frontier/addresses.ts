import type { Queryable } from "../../shared/database/handle.ts";
import type { FoundLink } from "../messages.ts";
import { cutWords } from "../texts.ts";
import { forgetOldest } from "../rules/forget_oldest.ts";
import type { Referrer } from "./admission.ts";
import { listFetched } from "./address_repository.ts";
import type { Found } from "./found.ts";
import type { Frontier } from "./frontier.ts";
import { INLINE } from "./host_queues.ts";
import type { NewUrl } from "./link_repository.ts";

/** The memory of an attempt for addresses that differ in ignored parameters alone. The rows of `crawl_url` are authoritative. */
export interface Addresses {
  /** Whether any URL of the job has ignored parameters. Most sites have none, so nothing is looked up for them. */
  hasKeys: boolean;
  readonly byKey: Map<string, Spelled>;
  /** How many rows of the ledger name a joined address. */
  listed: number;
  /** How many times an address was joined that the ledger does not list. */
  unlisted: number;
}

interface Spelled {
  /** The spelling that is fetched. */
  url: string;
  /** The other spellings that the ledger lists. */
  others: Set<string>;
}

/** The number of keys that are remembered. The oldest are forgotten first. */
const REMEMBERED = 100_000;
/** The other spellings of one address that the ledger lists, and those of all. A site may put a new session into each link. */
const LISTED_PER_ADDRESS = 3;
const LISTED = 10_000;

/** Why the ledger holds a spelling that is not fetched, so that no other one may be joined with it. */
const NEVER_FETCHED = ["same_address", "include", "exclude"];

export function noAddresses(): Addresses {
  return { hasKeys: false, byKey: new Map(), listed: 0, unlisted: 0 };
}

/**
 * Replaces the addresses of links by the spelling that is fetched, the first one that was found. Returns the links, and rows for the
 * ledger that name the addresses which were replaced.
 */
export async function joinAddresses(
  tx: Queryable,
  frontier: Frontier,
  found: Found[],
): Promise<{ found: Found[]; joined: NewUrl[] }> {
  const { admission: { keyOf, idOf, addressKeys }, addresses } = frontier;
  addresses.hasKeys ||= found.some(({ links }) => links.some(({ url }) => keyOf(url) !== url));
  if (!addresses.hasKeys) return { found, joined: [] };
  for (const { links } of found) addressKeys.learn(links.filter(({ url }) => !url.startsWith(INLINE)).map(({ url }) => url));
  const isOpen = ({ url }: FoundLink) => !url.startsWith(INLINE) && idOf(url) === undefined;
  await lookUp(tx, frontier, new Set(found.flatMap(({ links }) => links.filter(isOpen).map(({ url }) => keyOf(url)))));
  const joined: NewUrl[] = [];
  const joinLink = (link: FoundLink, referrer: Referrer): FoundLink => {
    if (!isOpen(link) || isExcluded(frontier, link)) return link;
    const spelled = remember(addresses, keyOf(link.url), link.url);
    if (spelled.url === link.url) return link;
    joined.push(
      ...list(addresses, spelled, { ...link, depth: referrer.depth + (link.kind === "page" ? 1 : 0), referrerId: referrer.id }),
    );
    return { ...link, url: spelled.url };
  };
  return {
    found: found.map(({ referrer, links }) => ({ referrer, links: links.map((link) => joinLink(link, referrer)) })),
    joined,
  };
}

/**
 * Returns the spelling that is fetched of a redirect's target, with its key if that is another text. A spelling that redirects itself
 * does not count: a server that sends a visitor on to the same address with a session wants that address asked for.
 */
export async function joinTarget(
  tx: Queryable,
  { admission: { keyOf }, attempt: { jobId }, addresses }: Frontier,
  target: string,
): Promise<{ target: string; key: Pick<NewUrl, "key"> }> {
  const key = keyOf(target);
  const own = { target, key: key === target ? {} : { key } };
  addresses.hasKeys ||= key !== target;
  if (!addresses.hasKeys) return own;
  const [fetched] = await listFetched(tx, jobId, [key], [...NEVER_FETCHED, "redirected", "redirect_loop"]);
  if (fetched !== undefined) return { target: fetched.url, key: key === fetched.url ? {} : { key } };
  addresses.byKey.set(key, { url: target, others: addresses.byKey.get(key)?.others ?? new Set() });
  return own;
}

async function lookUp(tx: Queryable, { attempt: { jobId }, addresses }: Frontier, keys: Set<string>): Promise<void> {
  const unknown = [...keys].filter((key) => !addresses.byKey.has(key));
  for (const { key, url } of await listFetched(tx, jobId, unknown, NEVER_FETCHED)) remember(addresses, key, url);
}

/** A spelling that the job's patterns exclude stands for itself, so that it does not take others with it. */
function isExcluded({ admission }: Frontier, { url, kind }: FoundLink): boolean {
  const reason = (kind === "page" ? admission.refusePage(url) : admission.refuseImage(url))?.reason;
  return reason === "include" || reason === "exclude";
}

/** Returns the spelling that is fetched for a key; the given one if none is known. */
function remember({ byKey }: Addresses, key: string, url: string): Spelled {
  const known = byKey.get(key);
  if (known !== undefined) return known;
  const spelled = { url, others: new Set<string>() };
  byKey.set(key, spelled);
  forgetOldest(byKey, REMEMBERED);
  return spelled;
}

/** Returns the row of a joined address, or nothing if it is listed already or enough of them are. */
function list(
  addresses: Addresses,
  { url, others }: Spelled,
  link: Pick<NewUrl, "url" | "kind" | "depth" | "referrerId">,
): NewUrl[] {
  if (others.has(link.url)) return [];
  if (others.size >= LISTED_PER_ADDRESS || addresses.listed >= LISTED) {
    addresses.unlisted += 1;
    return [];
  }
  others.add(link.url);
  addresses.listed += 1;
  const { kind, depth, referrerId } = link;
  const reject = { reason: "same_address", detail: { code: "same_address" as const, url: cutWords(url) } };
  return [{ url: link.url, origin: new URL(link.url).origin, kind, depth, referrerId, reject }];
}
