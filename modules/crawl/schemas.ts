import { z } from "zod";
import { pageOf, PageQuery } from "../shared/page.ts";
import { TagName } from "../tags/schemas.ts";
import { URL_LENGTH } from "./rules/address.ts";
import { KNOWN_CAMPAIGNS, KNOWN_SESSIONS } from "./rules/known_parameters.ts";
import { patternFault } from "./rules/patterns.ts";

export const SEEDS_PER_JOB = 1_000;

export const Scope = z.enum(["page", "directory", "host", "domain", "any"]);
export type Scope = z.infer<typeof Scope>;

const count = (minimum: number, maximum: number) =>
  z.coerce.number(`must be a number from ${minimum} to ${maximum}`).int("must be a whole number")
    .min(minimum, `must be at least ${minimum}`).max(maximum, `must be at most ${maximum}`);

/** A glob over a whole URL, or a regular expression between slashes; see `compilePatterns()`. */
const Pattern = z.string().min(1, "must not be empty").max(500).superRefine((text, context) => {
  const fault = patternFault(text);
  if (fault !== null) context.addIssue({ code: "custom", message: `"${text}" ${fault}`, input: text });
});
const Patterns = z.array(Pattern).max(100).default([]);
/** A parameter's name, with `*` at its end for any end, or a group of known names; see `compileKey()`. */
const IgnoredParameter = z.string().regex(/^[^\s,&;=#*]{1,100}\*?$/, 'must be the name of a parameter, like "ref" or "ref_*"')
  .refine(
    (name) => !name.startsWith("known:") || name === KNOWN_SESSIONS || name === KNOWN_CAMPAIGNS,
    `must be ${KNOWN_SESSIONS} or ${KNOWN_CAMPAIGNS} if it begins with known:`,
  );
const MediaTypePattern = z.string().regex(/^image\/([a-z0-9.+-]+|\*)$/, 'must be like "image/png" or "image/*"');

/** The options of a job. The form, the API, the command line and /help/crawling are made from this schema. */
export const JobOptions = z.strictObject({
  scope: Scope.default("host").describe("Pages that are followed, seen from a start address"),
  imageScope: Scope.default("any").describe("Where images may come from, seen from a start address"),
  maxDepth: count(0, 1_000).default(5).describe("Links between a start address and a page"),
  maxPages: count(1, 10_000_000).default(1_000).describe("Pages to visit"),
  maxImages: count(1, 10_000_000).default(10_000).describe("Images to fetch"),
  maxBytes: count(1, Number.MAX_SAFE_INTEGER).optional().describe(
    "Bytes of images to store; after that the job fetches no more images",
  ),
  maxDurationSeconds: count(1, 31_536_000).optional().describe("Seconds that the job may run"),
  include: Patterns.describe(
    "Only the start addresses and pages that match: globs (*/gallery/*) or /regular expressions/",
  ),
  exclude: Patterns.describe("No URLs that match; wins over include"),
  ignoreParameters: z.array(IgnoredParameter).max(200).default([KNOWN_SESSIONS, KNOWN_CAMPAIGNS]).describe(
    "Parameters left out when addresses are compared: ref, ref_*",
  ),
  trapPages: count(0, 1_000_000).default(40).describe("Pages of one pattern that may bring nothing new; 0 is no limit"),
  minWidth: count(1, 16_384).optional().describe("Pixels; narrower images are rejected"),
  minHeight: count(1, 16_384).optional().describe("Pixels; lower images are rejected"),
  minBytes: count(1, 2 ** 30).optional().describe("Bytes; smaller images are rejected"),
  maxImageBytes: count(1_024, 2 ** 30).default(50 * 2 ** 20).describe(
    "Bytes of one image after decompression; larger images are rejected",
  ),
  mediaTypes: z.array(MediaTypePattern).max(50).default([]).describe("Only images of these types: image/png, image/*"),
  candidates: z.enum(["largest", "all"]).default("largest").describe("Which of the sizes in which a page offers one picture"),
  concurrency: count(1, 64).default(16).describe("Requests at the same time in the whole job"),
  perHostConcurrency: count(1, 64).default(2).describe("Requests at the same time to one host"),
  delayMilliseconds: count(0, 60_000).optional().describe(
    "Milliseconds between requests to a host; 0 is no delay, unset is adaptive",
  ),
  respectRobots: z.boolean().default(true).describe("Obey robots.txt, its crawl-delay, X-Robots-Tag and meta robots"),
  sitemaps: z.boolean().default(true).describe("Read the sitemaps of the start addresses' hosts"),
  userAgent: z.string().regex(/^[\x20-\x7e]{1,200}$/, "must be 1 to 200 printable ASCII characters").optional()
    .describe("How the crawler names itself; unset: the setting CRAWL_USER_AGENT"),
  dryRun: z.boolean().default(false).describe("Read pages only, and list what would be stored, what not, and why"),
  tags: z.array(TagName).max(100).default([]).describe("Tags for every image that the job stores or sees again"),
  crawler: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, "must be the name of a crawler: a-z, 0-9, - and _").default("website")
    .describe("Name of the site crawler to use"),
});
export type JobOptions = z.infer<typeof JobOptions>;

/** A header with its value (RFC 9110, 5.1 and 5.5). Headers that frame the request are set by the crawler alone. */
const RequestHeader = z.string().max(8_192)
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+:[ \t]*[\x20-\x7e]*$/, 'must be like "Name: value"')
  .refine((line) => !OWN_HEADERS.test(line), "is a header that the crawler sets by itself");
const OWN_HEADERS =
  /^(host|connection|content-length|transfer-encoding|upgrade|expect|te|trailer|keep-alive|accept-encoding|cookie|user-agent|proxy-[a-z-]+):/i;
/** A cookie-pair (RFC 6265, 4.1.1). */
const RequestCookie = z.string().max(4_096)
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+=[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/, 'must be like "name=value"');

/** Sent to the origins of the seeds only. They are stored apart from the options, and are never returned or shown. */
export const JobSecrets = z.object({
  headers: z.array(RequestHeader).max(50).default([]).describe(
    '"Name: value", sent to the origins of the start addresses only; never shown again',
  ),
  cookies: z.array(RequestCookie).max(50).default([]).describe(
    '"name=value", sent to the origins of the start addresses only; never shown again',
  ),
});
export type JobSecrets = z.infer<typeof JobSecrets>;

/** Everything that can be set for a job: its options and its secrets. */
export const JobRequest = z.strictObject({ ...JobOptions.shape, ...JobSecrets.shape });
export type JobRequest = z.infer<typeof JobRequest>;

/** A start address: http or https, without credentials. "example.org" means "https://example.org/". */
export const SeedUrl = z.string().trim().min(1, "must not be empty").max(URL_LENGTH, `must have at most ${URL_LENGTH} characters`)
  .transform((text, context) => {
    const spelled = /^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[^/]+:\d+(\/|$)/.test(text) ? text : `https://${text}`;
    const url = URL.canParse(spelled) ? new URL(spelled) : null;
    const fault = seedFault(url);
    if (fault !== null || url === null) {
      context.addIssue({ code: "custom", message: `"${text}" ${fault}`, input: text });
      return z.NEVER;
    }
    url.hash = "";
    return url.href;
  });

export const JobInput = z.strictObject({
  urls: z.array(SeedUrl).min(1, "must hold at least one address")
    .max(SEEDS_PER_JOB, `must hold at most ${SEEDS_PER_JOB} addresses`),
  options: z.preprocess(spellOutNothing, JobRequest).prefault({}),
});
export type JobInput = z.infer<typeof JobInput>;

export const JobStatus = z.enum(["queued", "running", "paused", "completed", "failed", "cancelled"]);
export type JobStatus = z.infer<typeof JobStatus>;

/** Found = done (pages) or stored + duplicate (images) + rejected + failed + pending (invariant I5). */
export const JobCounters = z.object({
  pagesFound: z.number().int(),
  pagesDone: z.number().int(),
  pagesRejected: z.number().int(),
  pagesFailed: z.number().int(),
  pagesPending: z.number().int(),
  imagesFound: z.number().int(),
  imagesStored: z.number().int(),
  imagesDuplicate: z.number().int(),
  imagesRejected: z.number().int(),
  imagesFailed: z.number().int(),
  imagesPending: z.number().int(),
  bytesStored: z.number().int(),
});
export type JobCounters = z.infer<typeof JobCounters>;

export const Job = z.object({
  id: z.number().int(),
  parentId: z.number().int().nullable(),
  onlyFailures: z.boolean().describe("it began with the URLs that had failed in its parent, and not with the seeds"),
  seeds: z.array(z.string()),
  options: JobOptions,
  secretNames: z.array(z.string()).describe("the names of the headers and cookies that it sends to its seeds"),
  status: JobStatus,
  statusReason: z.string().nullable().describe("why it failed or is paused, or what a completed job did not bring"),
  lastMessage: z.string().nullable(),
  attempts: z.number().int(),
  counters: JobCounters,
  imagesPerSecond: z.number().nullable().describe("Over the last 30 seconds; null while not running"),
  secondsLeft: z.number().nullable().describe("Pending URLs divided by the rate of the last 30 seconds; null if unknown"),
  growing: z.boolean().describe("The frontier still grows: secondsLeft is a lower bound"),
  keepSeconds: z.number().nullable().describe("From the first to the last stored image"),
  createdAt: z.coerce.date(),
  startedAt: z.coerce.date().nullable(),
  finishedAt: z.coerce.date().nullable(),
});
export type Job = z.infer<typeof Job>;
export const JobPage = pageOf(Job);

export const JobId = z.object({ id: z.coerce.number("must be a number").int().min(1).max(Number.MAX_SAFE_INTEGER) });
/** How a run of a finished job differs from it; without either option it is the same again. */
export const RetryInput = z.strictObject({
  only: z.literal("failures").optional().describe("begin with the URLs that failed, not with the seeds"),
  dryRun: z.boolean().optional().describe("instead of what the job had: false makes a dry run a real one"),
});
export type RetryInput = z.infer<typeof RetryInput>;
export const JobQuery = PageQuery.extend({ status: JobStatus.optional() });

/** The kind as which a URL is fetched. */
export const UrlKind = z.enum(["page", "image", "robots", "style", "script", "manifest", "feed", "sitemap"]);
export type UrlKind = z.infer<typeof UrlKind>;
/** The kinds, apart from pages, that are read for the images that they name. */
export const DocumentKind = UrlKind.exclude(["page", "image", "robots"]);
export type DocumentKind = z.infer<typeof DocumentKind>;
export const UrlState = z.enum(["pending", "leased", "done"]);
export const UrlOutcome = z.enum(["page", "stored", "duplicate", "rejected", "failed"]);

/** One row of the ledger: a URL with its outcome and its reason. */
export const LedgerUrl = z.object({
  id: z.number().int(),
  url: z.string(),
  kind: UrlKind,
  depth: z.number().int(),
  referrer: z.string().nullable(),
  state: UrlState,
  outcome: UrlOutcome.nullable(),
  reason: z.string().nullable(),
  detail: z.string().nullable(),
  httpStatus: z.number().int().nullable(),
  mediaType: z.string().nullable(),
  bytes: z.number().int().nullable(),
  imageId: z.number().int().nullable(),
  doneAt: z.coerce.date().nullable(),
});
export type LedgerUrl = z.infer<typeof LedgerUrl>;
export const LedgerPage = pageOf(LedgerUrl);
export const LedgerQuery = PageQuery.extend({
  state: UrlState.optional(),
  kind: UrlKind.optional(),
  outcome: UrlOutcome.optional(),
  reason: z.string().max(100).optional(),
  q: z.string().max(500).optional().describe("part of the URL, in any case"),
});
export type LedgerQuery = z.infer<typeof LedgerQuery>;

/** How many URLs of a job have the same outcome and reason. Without an outcome they wait or are being fetched. */
export const ReasonTotal = z.object({
  kind: UrlKind,
  outcome: UrlOutcome.nullable(),
  reason: z.string().nullable(),
  meaning: z.string().describe("the reason in words"),
  count: z.number().int(),
});
export type ReasonTotal = z.infer<typeof ReasonTotal>;

/** URLs of a job that a limit left out. The pages of a trap are counted by their pattern. */
export const Cut = z.object({
  kind: UrlKind,
  reason: z.string(),
  pattern: z.string().nullable(),
  count: z.number().int(),
  text: z.string().describe("what was left out and why, as a sentence"),
  option: z.string().nullable().describe("the option that sets the limit"),
  advice: z.string().describe("what can be done about it, as a sentence"),
});
export type Cut = z.infer<typeof Cut>;

/** An origin that a job visits, with its delays. */
export const JobHost = z.object({
  origin: z.string(),
  pending: z.number().int().describe("URLs of the job that wait for this origin"),
  crawlDelayMilliseconds: z.number().nullable().describe("what robots.txt asks for"),
  delayMilliseconds: z.number().describe("the adaptive delay"),
  waitMilliseconds: z.number().describe("until the next request may begin"),
  errorsInRow: z.number().int(),
  robotsStatus: z.number().int().nullable(),
});
export type JobHost = z.infer<typeof JobHost>;

export const JobMessage = z.object({
  id: z.number().int(),
  level: z.enum(["info", "warning", "error"]),
  text: z.string(),
  createdAt: z.coerce.date(),
});
export type JobMessage = z.infer<typeof JobMessage>;

/** A stored image, as the page of a job shows it. */
export const ShownImage = z.object({ id: z.number().int(), thumbnailUrl: z.string().nullable(), alt: z.string().nullable() });
export type ShownImage = z.infer<typeof ShownImage>;

/** What subscribers of a job receive. `job` is a complete snapshot, so that a missed one does not matter. */
export const JobEvent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("job"), job: Job }),
  z.object({ type: z.literal("message"), message: JobMessage }),
  z.object({
    type: z.literal("images"),
    images: z.array(ShownImage),
  }),
]);
export type JobEvent = z.infer<typeof JobEvent>;

/** Replaces `null` and `""`, which the coercion of numbers would take for 0, by a text that it refuses. */
function spellOutNothing(options: unknown): unknown {
  if (typeof options !== "object" || options === null) return options;
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, value === null || value === "" ? "(nothing)" : value]),
  );
}

function seedFault(url: URL | null): string | null {
  if (url === null) return "is not a URL. Write it like https://example.org/";
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    return `begins with ${url.protocol} Only http: and https: can be crawled`;
  }
  if (url.username !== "" || url.password !== "") return "holds a user name or password. Leave them out";
  if (url.href.length > URL_LENGTH) return `is longer than ${URL_LENGTH} characters`;
  return null;
}
