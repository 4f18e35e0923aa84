import { z } from "zod";
import { ReferenceContext } from "../images/schemas.ts";
import { JobOptions, JobSecrets, URL_LENGTH, UrlKind } from "./schemas.ts";
import { Remark } from "./texts.ts";

/** What crosses between the main process and a job's worker, parsed at both ends. The host in between only relays. */

export const LINKS_PER_MESSAGE = 200;
const UrlId = z.number().int().positive();
const TempName = z.string().regex(/^[0-9a-zA-Z-]{1,80}$/);

/** What one request may take. Where they are not given, those of `egress/limits.ts` count. */
export const EgressLimits = z.object({
  connectMilliseconds: z.number().positive(),
  /** Until the headers are there, and between two pieces of the body. */
  idleMilliseconds: z.number().positive(),
  totalMilliseconds: z.number().positive(),
  /** The rate is that of a window of this length; the first one is the grace. */
  rateWindowMilliseconds: z.number().positive(),
  minBytesPerSecond: z.number().nonnegative(),
});
export type EgressLimits = z.infer<typeof EgressLimits>;

/** What egress may reach; the same in every process. */
export const EgressPolicy = z.object({
  userAgent: z.string(),
  allowedPorts: z.array(z.number().int()),
  allowedPrivateHosts: z.array(z.string()),
  ownAddresses: z.array(z.string()),
  limits: EgressLimits.optional(),
});
export type EgressPolicy = z.infer<typeof EgressPolicy>;

export const CrawlTask = z.object({
  id: UrlId,
  url: z.string(),
  kind: UrlKind,
  depth: z.number().int(),
  /** Of a script: the page that runs it, which what it names is relative to. */
  page: z.string().nullish(),
});
export type CrawlTask = z.infer<typeof CrawlTask>;

/** Main process to worker. */
export const WorkerCommand = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("start"),
    options: JobOptions,
    /** Sent to `secretOrigins`, the origins of the seeds, and to nobody else. */
    secrets: JobSecrets,
    secretOrigins: z.array(z.string()),
    egress: EgressPolicy,
    tempDirectory: z.string(),
    crawlerUrl: z.string(),
  }),
  z.object({ type: z.literal("tasks"), tasks: z.array(CrawlTask) }),
]);
export type WorkerCommand = z.infer<typeof WorkerCommand>;

/** A site crawler may say in its own words why a link is not to be fetched. */
const CrawlerWords = z.string().max(500).transform((text): Remark => ({ code: "crawler_says", text }));

/** A URL that a page, style sheet, feed, sitemap or manifest refers to. */
export const FoundLink = z.object({
  /** http or https; of an inline image `data:<media type>;sha256=<hex>`, which stands for the bytes. */
  url: z.string().max(URL_LENGTH),
  kind: UrlKind.exclude(["robots"]),
  /** How it was referred to: `img`, `srcset`, `picture`, `css`, `og`, `jsonld`, `link`… */
  reference: z.string().max(40),
  context: ReferenceContext.prefault({}),
  /** Of one candidate among several of a picture: its descriptor ("2x", "640w", "original"). */
  descriptor: z.string().max(40).optional(),
  /** How it compares with the other candidates of its group: pixels of width, as far as can be told. */
  rank: z.number().finite().optional(),
  /** Why it is not to be fetched: `variant`, `placeholder`, `tracking_pixel`, `meta_robots`… It is written down all the same. */
  reject: z.object({ reason: z.string().max(100), detail: Remark.or(CrawlerWords) }).optional(),
});
export type FoundLink = z.infer<typeof FoundLink>;

export const FetchFacts = z.object({
  httpStatus: z.number().int().optional(),
  mediaType: z.string().max(200).optional(),
  bytes: z.number().int().optional(),
  etag: z.string().max(500).optional(),
  lastModified: z.string().max(200).optional(),
  milliseconds: z.number().nonnegative().optional(),
  retryAfterMilliseconds: z.number().nonnegative().optional(),
});
export type FetchFacts = z.infer<typeof FetchFacts>;

/** A file in the temp directory: written, hashed and synced. */
const TempFile = z.object({
  temp: TempName,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  md5: z.string().regex(/^[0-9a-f]{32}$/),
  bytes: z.number().int().positive(),
});

/** Worker to main process. Every leased URL ends in exactly one of `page`, `image`, `robots`, `redirect`, `retype`,
 * `rejected`, `failed`. */
export const WorkerReport = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready"), crawler: z.string() }),
  z.object({ type: z.literal("heartbeat") }),
  /** The worker begins to work on this URL's content: if it dies now, this URL is to blame. */
  z.object({ type: z.literal("working"), id: UrlId }),
  z.object({ type: z.literal("found"), id: UrlId, links: z.array(FoundLink).max(LINKS_PER_MESSAGE) }),
  /** Read to its end: a page, or another document that names images. `links` counts what was sent of it: links and inline images. */
  z.object({ type: z.literal("page"), id: UrlId, links: z.number().int().nonnegative(), facts: FetchFacts }),
  z.object({ type: z.literal("image"), id: UrlId, ...TempFile.shape, facts: FetchFacts }),
  /** An image that stands in the page itself as a data: URL; its page is concluded after it. `link.url` names its bytes. */
  z.object({ type: z.literal("inline"), pageId: UrlId, link: FoundLink, ...TempFile.shape }),
  /** It is something else than what it was fetched as: a link to an image file that answers with a page. */
  z.object({ type: z.literal("retype"), id: UrlId, kind: UrlKind.exclude(["robots"]), facts: FetchFacts }),
  z.object({ type: z.literal("robots"), id: UrlId, body: z.string().nullable(), facts: FetchFacts }),
  /** The answer was a redirect; the frontier decides whether and when its target is visited. */
  z.object({ type: z.literal("redirect"), id: UrlId, target: z.string().max(URL_LENGTH), facts: FetchFacts }),
  z.object({
    type: z.literal("rejected"),
    id: UrlId,
    reason: z.string().max(100),
    detail: Remark,
    facts: FetchFacts,
  }),
  /** `retry` says that another try may succeed: a timeout, a 5xx, a reset connection. */
  z.object({
    type: z.literal("failed"),
    id: UrlId,
    reason: z.string().max(100),
    detail: Remark,
    retry: z.boolean(),
    facts: FetchFacts,
  }),
  z.object({ type: z.literal("message"), level: z.enum(["info", "warning", "error"]), text: z.string().max(2_000) }),
  /** The crawler could not be started: the job fails. */
  z.object({ type: z.literal("unusable"), reason: z.string().max(2_000) }),
]);
export type WorkerReport = z.infer<typeof WorkerReport>;
