import type { FoundLink } from "../messages.ts";
import { compilePatterns } from "../rules/patterns.ts";
import type { KeyOf } from "../rules/same_address.ts";
import { type AddressKeys, createAddressKeys } from "../rules/session_ids.ts";
import { createTraps, trapLimits } from "../rules/traps.ts";
import { createEvidence, type Evidence } from "../rules/evidence.ts";
import type { JobOptions, UrlKind } from "../schemas.ts";
import { inScope } from "../rules/scope.ts";
import { INLINE } from "./host_queues.ts";
import type { NewUrl } from "./link_repository.ts";
import { cutWords } from "../texts.ts";

/** The row of the page or document that a link was found in. */
export interface Referrer {
  id: number;
  depth: number;
  kind: UrlKind;
}

export type Refusal = NonNullable<NewUrl["reject"]>;

/** Decides which found URLs are fetched, and remembers the URLs that it has decided about. */
export interface Admission {
  /** Returns the URL as it is written, with a reason if it must not be fetched; null if it need not be written again. */
  admit(link: FoundLink, referrer: Referrer): NewUrl | null;
  /** Returns why an image must not be fetched from this URL, whatever refers to it; null if it may. */
  refuseImage(url: string): Refusal | null;
  /** Returns why a page must not be fetched from this URL, whatever refers to it; null if it may. */
  refusePage(url: string): Refusal | null;
  /** Adds URLs that the scope is measured from: those that seeds redirect to. */
  extend(seeds: readonly string[]): void;
  /** Takes back a URL that a seed redirected to, because it redirects further. */
  retract(seed: string): void;
  /** Counts a URL of the job for the limits that recognise traps. */
  note(url: string): void;
  /** Remembers URLs that were written, with their ids, so that they are not written again. */
  remember(urls: readonly (NewUrl & { id: number })[]): void;
  /** Returns the id of a URL if it is remembered. */
  idOf(url: string): number | undefined;
  /** Returns what a URL is compared by: the URL without the parameters that the job ignores. */
  keyOf: KeyOf;
  /** Tells the parameters that name sessions from those that only look so. */
  addressKeys: AddressKeys;
  /** Recognises pages without end by what the pages that were read brought. */
  evidence: Evidence;
}

/** The number of URLs that are remembered. The oldest are forgotten first. */
const REMEMBERED = 100_000;
/** The longest chain of style sheets that import each other, or of feeds and sitemaps that name each other. */
const DOCUMENT_CHAIN = 5;

export function createAdmission(options: JobOptions, seeds: readonly string[]): Admission {
  const included = compilePatterns(options.include);
  const excluded = compilePatterns(options.exclude);
  const traps = createTraps(trapLimits(options));
  const addressKeys = createAddressKeys(options.ignoreParameters);
  const { keyOf } = addressKeys;
  const evidence = createEvidence(options.trapPages, keyOf);
  /** `depth` is the least depth at which a URL was decided about: -1 if the decision holds for all, UNDECIDED if for none. */
  const known = new Map<string, { id: number; depth: number }>();
  let scopeSeeds: readonly string[] = [...seeds];

  const outOfScope = (url: string, kind: FoundLink["kind"]): Refusal | null => {
    if (kind === "script") return outOfDomain(url);
    const namesPages = kind === "page" || kind === "feed" || kind === "sitemap";
    const scope = namesPages ? options.scope : options.imageScope;
    if (inScope(url, scopeSeeds, scope)) return null;
    return { reason: "scope", detail: { code: "out_of_scope", scope, isImage: !namesPages } };
  };

  /**
   * Scripts of other sites are not read, because they are libraries, advertising and counters, and name no image of this site.
   */
  const outOfDomain = (url: string): Refusal | null => {
    if (options.scope === "any" || inScope(url, scopeSeeds, "domain")) return null;
    return { reason: "scope", detail: { code: "foreign_script" } };
  };

  const outOfPatterns = (url: string, kind: FoundLink["kind"]): Refusal | null => {
    const pattern = excluded(url);
    if (pattern !== null) return { reason: "exclude", detail: { code: "excluded", pattern: cutWords(pattern) } };
    if (kind !== "page" || options.include.length === 0 || included(url) !== null) return null;
    return { reason: "include", detail: { code: "not_included" } };
  };

  const refuse = (url: string, kind: FoundLink["kind"]) => outOfPatterns(url, kind) ?? outOfScope(url, kind);

  return {
    admit: (link, referrer) => {
      const { url, kind } = link;
      const depth = depthOf(link, referrer);
      const before = known.get(url)?.depth ?? UNDECIDED;
      if (before <= depth) return null;
      const origin = url.startsWith("data:") ? INLINE : new URL(url).origin;
      const reject = link.reject ?? (origin === INLINE ? null : refuse(url, kind) ?? tooDeep(kind, depth, options) ??
        (before === UNDECIDED ? traps.fault(url, kind) : null) ?? (kind === "page" ? evidence.fault(url) : null));
      const key = origin === INLINE ? url : keyOf(url);
      return {
        url,
        origin,
        kind,
        depth,
        referrerId: referrer.id,
        ...(key === url ? {} : { key }),
        ...(reject ? { reject } : {}),
      };
    },
    refuseImage: (url) => refuse(url, "image"),
    refusePage: (url) => refuse(url, "page"),
    extend: (more) => void (scopeSeeds = [...new Set([...scopeSeeds, ...more])]),
    retract: (seed) => {
      if (!seeds.includes(seed)) scopeSeeds = scopeSeeds.filter((url) => url !== seed);
    },
    note: traps.note,
    remember: (urls) => {
      for (const url of urls) known.set(url.url, { id: url.id, depth: depthDecided(url) });
      for (const [url] of known) {
        if (known.size <= REMEMBERED) return;
        known.delete(url);
      }
    },
    idOf: (url) => known.get(url)?.id,
    keyOf,
    addressKeys,
    evidence,
  };
}

/** Reasons that hold whatever else refers to the URL. Only `max_depth` may change, if a page nearer to a seed refers to it. */
const LASTING = new Set(["scope", "include", "exclude", "max_depth"]);

/** Greater than any depth: the next reference to the URL is decided about again. */
const UNDECIDED = Infinity;

function depthDecided({ kind, depth, reject }: NewUrl): number {
  if (reject && !LASTING.has(reject.reason)) return UNDECIDED;
  if (reject) return reject.reason === "max_depth" ? depth : -1;
  return kind === "image" ? -1 : depth;
}

function depthOf({ kind, reference }: FoundLink, { depth, kind: from }: Referrer): number {
  if (reference === "sitemap" && kind === "page") return 1;
  if (kind === "page") return depth + 1;
  return from === "page" ? depth : depth + (kind === "image" ? 0 : 1);
}

function tooDeep(kind: FoundLink["kind"], depth: number, { maxDepth }: JobOptions): Refusal | null {
  if (kind === "image") return null;
  const limit = kind === "page" ? maxDepth : maxDepth + DOCUMENT_CHAIN;
  return depth > limit ? { reason: "max_depth", detail: { code: "too_deep", limit } } : null;
}
