import type { FoundLink } from "../messages.ts";
import { compilePatterns } from "../rules/patterns.ts";
import { createTraps, trapLimits } from "../rules/traps.ts";
import type { JobOptions, UrlKind } from "../schemas.ts";
import { inScope } from "../rules/scope.ts";
import { INLINE } from "./host_queues.ts";
import type { NewUrl } from "./link_repository.ts";
import { cutWords } from "../texts.ts";

/** Where a link was found: a page, or a document that names images. */
export interface Referrer {
  id: number;
  depth: number;
  kind: UrlKind;
}

export type Refusal = NonNullable<NewUrl["reject"]>;

/** Decides which of the URLs that are found join the frontier, and remembers those that it has decided about. */
export interface Admission {
  /** The URL as the frontier takes it, with the reason where it is not to be fetched; null where nothing new is said of it. */
  admit(link: FoundLink, referrer: Referrer): NewUrl | null;
  /** Whether an image may come from there, whatever led to it. */
  refuseImage(url: string): Refusal | null;
  /** Whether a page's address may be followed, whatever led to it. */
  refusePage(url: string): Refusal | null;
  /** Further addresses that the scope is measured from: what seeds redirect to. */
  extend(seeds: readonly string[]): void;
  /** A URL is the job's. */
  note(url: string, kind: UrlKind): void;
  /** These were written down, with these ids: the same need not be said again. */
  remember(urls: readonly (NewUrl & { id: number })[]): void;
  /** The row of a URL, where it is remembered. */
  idOf(url: string): number | undefined;
}

/** URLs whose rows are known, and most of which need not be written again; the oldest are forgotten. */
const REMEMBERED = 100_000;
/** Style sheets that import others, feeds and sitemaps that name others. */
const DOCUMENT_CHAIN = 5;

export function createAdmission(options: JobOptions, seeds: readonly string[]): Admission {
  const included = compilePatterns(options.include);
  const excluded = compilePatterns(options.exclude);
  const traps = createTraps(trapLimits(options));
  /** `depth` is the least at which the URL was decided about: -1 where no depth would change that, UNDECIDED where all may. */
  const known = new Map<string, { id: number; depth: number }>();
  let scopeSeeds: readonly string[] = [...seeds];

  const outOfScope = (url: string, kind: FoundLink["kind"]): Refusal | null => {
    if (kind === "script") return outOfDomain(url);
    const isPlace = kind === "page" || kind === "feed" || kind === "sitemap";
    const scope = isPlace ? options.scope : options.imageScope;
    if (inScope(url, scopeSeeds, scope)) return null;
    return { reason: "scope", detail: { code: "out_of_scope", scope, isImage: !isPlace } };
  };

  /** Scripts of other sites are libraries, advertising and counters: they name no image of this one. */
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
        (before === UNDECIDED ? traps.fault(url, kind) : null));
      return { url, origin, kind, depth, referrerId: referrer.id, ...(reject ? { reject } : {}) };
    },
    refuseImage: (url) => refuse(url, "image"),
    refusePage: (url) => refuse(url, "page"),
    extend: (more) => void (scopeSeeds = [...new Set([...scopeSeeds, ...more])]),
    note: traps.note,
    remember: (urls) => {
      for (const url of urls) known.set(url.url, { id: url.id, depth: depthDecided(url) });
      for (const [url] of known) {
        if (known.size <= REMEMBERED) return;
        known.delete(url);
      }
    },
    idOf: (url) => known.get(url)?.id,
  };
}

/** Reasons that another place that names the URL does not change, but for being nearer to a seed. */
const LASTING = new Set(["scope", "include", "exclude", "max_depth"]);

/** Deeper than anything: whatever names the URL next is decided about anew. */
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
