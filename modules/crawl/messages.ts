import { z } from "zod";
import { ReferenceContext } from "../images/schemas.ts";
import { JobOptions, JobSecrets, UrlKind } from "./schemas.ts";
import { SAVED_LENGTH } from "./cookies/stored_cookie.ts";
import { URL_LENGTH } from "./rules/address.ts";
import { REFERRER_POLICIES } from "./rules/referrer_policy.ts";
import { Remark } from "./texts.ts";

/** The messages between the main process and the worker of a job. Both ends parse them; the crawl host between them only relays. */

export const LINKS_PER_MESSAGE = 200;
const UrlId = z.number().int().positive();
const TempName = z.string().regex(/^[0-9a-zA-Z-]{1,80}$/);

/** The limits of one request. Those of `egress/limits.ts` are the defaults. */
export const EgressLimits = z.object({
  connectMilliseconds: z.number().positive(),
  /** The longest wait for the headers, and between two pieces of the body. */
  idleMilliseconds: z.number().positive(),
  totalMilliseconds: z.number().positive(),
  /** The length of the windows in which the rate is measured. */
  rateWindowMilliseconds: z.number().positive(),
  minBytesPerSecond: z.number().nonnegative(),
});
export type EgressLimits = z.infer<typeof EgressLimits>;

/** What egress may connect to. It is the same in every process. */
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
  /** Which try of the URL this is, from 1. */
  attempt: z.number().int().positive().optional(),
  /** The document that refers to the URL. For a script it is the page that runs it, which the script's references are relative to. */
  referrer: z.string().nullish(),
  /** Whether only the status of the answer is of interest, because the URL is done and shows how its host answers now. */
  isProbe: z.boolean().optional(),
});
export type CrawlTask = z.infer<typeof CrawlTask>;

/** Messages from the main process to the worker. */
export const WorkerCommand = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("start"),
    options: JobOptions,
    /** Sent to `secretOrigins`, the origins of the seeds, only. */
    secrets: JobSecrets,
    secretOrigins: z.array(z.string()),
    /** The saved jar of an earlier worker of the job; see `openJar()`. */
    cookieJar: z.string().nullish(),
    egress: EgressPolicy,
    tempDirectory: z.string(),
    crawlerUrl: z.string(),
  }),
  z.object({ type: z.literal("tasks"), tasks: z.array(CrawlTask) }),
]);
export type WorkerCommand = z.infer<typeof WorkerCommand>;

/** A site crawler may say in its own words why a link is not to be fetched. */
const CrawlerWords = z.string().max(500).transform((text): Remark => ({ code: "crawler_says", text }));

/** A URL that a page or another document refers to. */
export const FoundLink = z.object({
  /** An http(s) URL, or for an inline image `data:<media type>;sha256=<hex>`, which identifies its bytes. */
  url: z.string().max(URL_LENGTH),
  kind: UrlKind.exclude(["robots"]),
  /** The kind of reference: `img`, `srcset`, `picture`, `css`, `og`, `jsonld`, `link`… */
  reference: z.string().max(40),
  context: ReferenceContext.prefault({}),
  /** The descriptor of a candidate of a picture ("2x", "640w", "original"). */
  descriptor: z.string().max(40).optional(),
  /** The size of the candidate compared with its group: its width in pixels, as far as that is known. */
  rank: z.number().finite().optional(),
  /** How much of the document's address is sent as Referer, if the document says so. */
  referrerPolicy: z.enum(REFERRER_POLICIES).optional(),
  /** Why it must not be fetched: `variant`, `placeholder`, `tracking_pixel`, `meta_robots`… The ledger lists it all the same. */
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

/** A file in the temp directory that was written, hashed and synced. */
const TempFile = z.object({
  temp: TempName,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  md5: z.string().regex(/^[0-9a-f]{32}$/),
  bytes: z.number().int().positive(),
});

/**
 * Messages from the worker to the main process. Exactly one of `page`, `image`, `robots`, `redirect`, `retype`, `probed`,
 * `rejected` and `failed` concludes each leased URL.
 */
export const WorkerReport = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready"), crawler: z.string() }),
  z.object({ type: z.literal("heartbeat") }),
  /** The worker begins to work on the content of this URL. If it dies now, this URL counts as the cause. */
  z.object({ type: z.literal("working"), id: UrlId }),
  z.object({ type: z.literal("found"), id: UrlId, links: z.array(FoundLink).max(LINKS_PER_MESSAGE) }),
  /** A page or another document was read to its end. `links` is the number of its links and inline images that were reported. */
  z.object({
    type: z.literal("page"),
    id: UrlId,
    links: z.number().int().nonnegative(),
    /** What the text has that no page before it had: words, and numbers in titles and headings. */
    text: z.object({ words: z.number(), numbers: z.number() }).optional(),
    /** What the page is instead of content; see `looksOf()`. */
    looks: z.enum(["sign_in", "script_shell", "empty"]).optional(),
    facts: FetchFacts,
  }),
  z.object({ type: z.literal("image"), id: UrlId, ...TempFile.shape, facts: FetchFacts }),
  /** An inline image: a data: URL in a page. Its page is concluded after it. `link.url` identifies its bytes. */
  z.object({ type: z.literal("inline"), pageId: UrlId, link: FoundLink, ...TempFile.shape }),
  /** The answer is of another kind than was asked for, for example a page for a link to an image file. */
  z.object({ type: z.literal("retype"), id: UrlId, kind: UrlKind.exclude(["robots"]), facts: FetchFacts }),
  z.object({ type: z.literal("robots"), id: UrlId, body: z.string().nullable(), facts: FetchFacts }),
  /** The answer was a redirect. The frontier decides whether and when its target is visited. */
  z.object({
    type: z.literal("redirect"),
    id: UrlId,
    target: z.string().max(URL_LENGTH),
    /** Whether a request for the target would now carry other cookies than the last one. */
    cookiesChanged: z.boolean().default(true),
    facts: FetchFacts,
  }),
  /** The cookies of the job have changed. The main process saves them for the next worker, and reads nothing of them. */
  z.object({ type: z.literal("cookies"), jar: z.string().max(SAVED_LENGTH) }),
  /** The answer to a probe. `challenge` is the name of the service that asks whether the visitor is a person, if one does. */
  z.object({ type: z.literal("probed"), id: UrlId, challenge: z.string().max(100).nullable(), facts: FetchFacts }),
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
