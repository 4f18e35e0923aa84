import { tooLong } from "../discovery/address.ts";
import type { JobOptions, UrlKind } from "../schemas.ts";
import { cycleOf, mostRepeated, partsOf, type UrlParts } from "./url_parts.ts";
import { cutWords, type Remark } from "../texts.ts";

/** What a URL may be like, beyond what the job's own limits say. */
export interface TrapLimits {
  urlLength: number;
  /** Segments of a path. */
  depth: number;
  /** How often a segment, or a row of some, may follow itself. */
  cycles: number;
  /** How often a segment may stand in a path. */
  repeats: number;
  /** Sets of parameter names that one path is asked with. */
  shapes: number;
  /** Queries with several parameters that one path is asked with. */
  queries: number;
  urlsPerHost: number;
}

export interface TrapFault {
  reason: "url_too_long" | "too_deep_path" | "repeated_segments" | "query_variants" | "host_budget";
  detail: Remark;
}

/** The bounds of one job against sites without end. Only in memory: a job that goes on is told of its known URLs with `note`. */
export interface Traps {
  /** Why a URL is not to be fetched; null where it may be. To be asked last, as the query of a URL that passes is remembered. */
  fault(url: string, kind: UrlKind): TrapFault | null;
  /** A URL has become the job's: to be told once for each URL. */
  note(url: string, kind: UrlKind): void;
}

/** Only pages lead further: what they show is held to twice as much, and not to limits of queries (`?w=640` is a size). */
const LENIENCE = 2;
/** Of queries that are remembered of all paths together (some 20 MB at most); the paths least in use are forgotten. */
const REMEMBERED = 200_000;
/** What a path takes by itself, in queries. */
const PATH = 4;
const HOSTS = 100_000;

/** By their hashes: a hostile site's names may be long. */
interface Variants {
  shapes: Set<number>;
  queries: Set<number>;
}

/**
 * Limits that grow with what the job may fetch: a path may take a fifth of its pages by combining parameters, and a host may
 * name twenty URLs for each that may be fetched. So a site of 100,000 pages passes where the job was meant for one.
 */
export function trapLimits({ maxPages, maxImages }: Pick<JobOptions, "maxPages" | "maxImages">): TrapLimits {
  return {
    urlLength: 2_083,
    depth: 20,
    cycles: 3,
    repeats: 5,
    shapes: 20,
    queries: Math.min(REMEMBERED / 2, Math.max(200, Math.ceil(maxPages / 5))),
    urlsPerHost: Math.max(50_000, 20 * (maxPages + maxImages)),
  };
}

export function createTraps(limits: TrapLimits): Traps {
  const hosts = new Map<number, number>();
  const paths = new Map<number, Variants>();
  let remembered = 0;

  /** Many at once, as a map's first entries take time to find where others were deleted before them. */
  const forgetOldest = () => {
    for (const [path, { queries, shapes }] of paths) {
      if (remembered < REMEMBERED * 3 / 4) return;
      paths.delete(path);
      remembered -= PATH + queries.size + shapes.size;
    }
  };

  /** Whether one more query of a path is within the limits; it is remembered if so. */
  const admitQuery = ({ place, query }: UrlParts): TrapFault | null => {
    const path = hashOf(place);
    const known = paths.get(path);
    const { shapes, queries } = known ?? { shapes: new Set(), queries: new Set() };
    const shape = hashOf(namesOf(query));
    const combined = query.includes("&") ? hashOf(query) : null;
    if (!shapes.has(shape) && shapes.size >= limits.shapes) {
      return fault("query_variants", { code: "parameter_names", limit: limits.shapes, path: cutWords(place) });
    }
    if (combined !== null && !queries.has(combined) && queries.size >= limits.queries) {
      return fault("query_variants", { code: "parameter_values", limit: limits.queries, path: cutWords(place) });
    }
    remembered -= known ? PATH + shapes.size + queries.size : 0;
    shapes.add(shape);
    if (combined !== null) queries.add(combined);
    remembered += PATH + shapes.size + queries.size;
    paths.delete(path);
    paths.set(path, { shapes, queries });
    if (remembered > REMEMBERED) forgetOldest();
    return null;
  };

  return {
    fault: (url, kind) => {
      const isPage = kind === "page";
      const tooLong = lengthFault(url, limits);
      if (tooLong !== null) return tooLong;
      const parts = partsOf(url);
      if ((hosts.get(hashOf(parts.host)) ?? 0) >= limits.urlsPerHost) {
        return fault("host_budget", { code: "host_urls", limit: limits.urlsPerHost, host: cutWords(parts.host) });
      }
      return pathFault(parts, limits, isPage ? 1 : LENIENCE) ?? (isPage && parts.query !== "" ? admitQuery(parts) : null);
    },
    note: (url, kind) => {
      const parts = partsOf(url);
      const host = hashOf(parts.host);
      const count = hosts.get(host);
      if (count !== undefined || hosts.size < HOSTS) hosts.set(host, (count ?? 0) + 1);
      if (kind === "page" && parts.query !== "") admitQuery(parts);
    },
  };
}

function lengthFault({ length }: string, { urlLength }: TrapLimits): TrapFault | null {
  return length > urlLength ? tooLong(length, urlLength) : null;
}

function pathFault({ segments }: UrlParts, limits: TrapLimits, lenience: number): TrapFault | null {
  const depth = limits.depth * lenience;
  if (segments.length > depth) {
    return fault("too_deep_path", { code: "path_length", segments: segments.length, allowed: depth });
  }
  const repeated = mostRepeated(segments);
  if (repeated !== null && repeated.times > limits.repeats * lenience) {
    return fault("repeated_segments", { code: "path_repeats", segment: cutWords(repeated.segment), times: repeated.times });
  }
  const cycle = cycleOf(segments, limits.cycles * lenience);
  return cycle === null ? null : fault("repeated_segments", { code: "path_cycle", cycle: cutWords(cycle.join("/")) });
}

function fault(reason: TrapFault["reason"], detail: Remark): TrapFault {
  return { reason, detail };
}

/** The names of a query's parameters, each once and in order; values without a name (`?123`) have the same one. */
function namesOf(query: string): string {
  const names = query.split("&").map((part) => part.includes("=") ? part.slice(0, part.indexOf("=")) : "");
  return [...new Set(names)].sort().join("&");
}

/** FNV-1a, 32 bits: where two fall together, one more passes. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}
