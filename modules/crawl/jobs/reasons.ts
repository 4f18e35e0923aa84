import type { LedgerUrl } from "../schemas.ts";

/** The meaning of each reason of the ledger, as a text without a full stop. Pages, islands and the command line show it. */
export const MEANING: Readonly<Record<string, string>> = {
  // The site asked not to be fetched.
  robots: "robots.txt forbids it",
  "robots_unavailable": "robots.txt could not be read, so nothing of this host is fetched",
  "meta_robots": "The page asks for its links or images not to be followed (meta robots)",
  "x_robots_tag": "The answer asks not to be indexed (X-Robots-Tag)",
  // The options of the job exclude it.
  scope: "Outside the job's scope",
  include: "Matches no include pattern",
  exclude: "Matches an exclude pattern",
  "max_depth": "Too many links away from a start address",
  "max_pages": "The job's limit of pages was reached",
  "max_images": "The job's limit of images was reached",
  "max_bytes": "The job's limit of bytes was reached",
  "max_duration": "The job's limit of time was reached",
  "max_documents": "More sitemaps, feeds, style sheets and scripts than a job reads",
  "media_type": "A type of image that the job does not store",
  "too_small": "Fewer pixels than the job asks for",
  "too_few_bytes": "Fewer bytes than the job asks for",
  "too_large": "More bytes than the job allows",
  "dry_run": "It would be fetched, but a dry run fetches no images",
  cancelled: "The job was cancelled before its turn",
  // Not worth fetching.
  "same_address": "The same address as another one but for parameters that the job ignores",
  variant: "Another size of a picture that is fetched already",
  placeholder: "A placeholder for an image that is loaded later",
  "tracking_pixel": "A tracking pixel, not a picture",
  "no_sitemap": "There is no sitemap at the usual address",
  "not_needed": "The job ended before it was needed",
  retyped: "It was of another kind, and was read as that kind",
  // Traps.
  "repeated_segments": "Its path repeats itself, which is probably a trap",
  "nothing_new": "The pages of its pattern brought nothing new, which is probably a trap",
  "query_variants": "Too many queries of the same path, which is probably a trap",
  "too_deep_path": "Its path has too many parts, which is probably a trap",
  "url_too_long": "The address is too long",
  "host_budget": "The limit of URLs of one host was reached",
  // Redirects.
  redirected: "Redirects to another address, which counts instead",
  "redirect_loop": "Redirects in a circle, or too often",
  "redirect_out_of_scope": "Redirects to an address outside the job's scope",
  "bad_redirect": "Redirects to something that cannot be fetched",
  // The site refuses this crawler.
  challenge: "The site asks whether the visitor is a person, which a crawler cannot answer",
  "host_refuses": "The host refused every request of the job in the end, so the job left it",
  // The answer was not usable.
  "not_an_image": "The bytes are not an image",
  "not_html": "Neither a page nor an image",
  "not_found": "There is no such file",
  empty: "The answer was empty",
  decode: "The image is damaged and cannot be decoded",
  encoding: "The answer's compression is broken",
  protocol: "The answer is not valid HTTP",
  "unasked_continue": "The server sends interim answers only (status 1xx)",
  "header_flood": "The answer's headers are too large",
  unstorable: "The database cannot store what came",
  unsupported: "It is of a kind that cannot be read",
  // The server could not be reached or stopped answering.
  dns: "The host name does not resolve",
  timeout: "The server took too long to answer",
  "too_slow": "The server sent too slowly",
  tls: "The server's certificate or encryption is not acceptable",
  "connection_refused": "The server refuses connections",
  "connection_lost": "The server closed the connection early",
  unreachable: "The server cannot be reached",
  network: "The network failed",
  "private_address": "The address is in a private network, which is not crawled",
  port: "The port is not crawled",
  // The crawl itself failed.
  "worker_died": "The crawl process died twice while it worked on this",
  "finds_lost": "Some of its links did not arrive from the crawl process, twice",
  "crawler_error": "The site crawler failed on this page",
  "job_failed": "The job failed before its turn",
};

const STATUS: Readonly<Record<string, string>> = {
  401: "The server wants a login (401)",
  403: "The server refuses it (403)",
  404: "Not found on the server (404)",
  410: "Gone from the server (410)",
  429: "The server says: too many requests (429)",
  500: "The server has an internal error (500)",
  502: "The server's gateway failed (502)",
  503: "The server is overloaded or down (503)",
  504: "The server's gateway got no answer (504)",
};

/** Returns the meaning of a reason, or the reason itself with spaces if it has no text. */
export function meaningOf(reason: string): string {
  const status = /^http_(\d{3})$/.exec(reason)?.[1];
  if (status !== undefined) return STATUS[status] ?? `The server answered ${status}`;
  return Object.hasOwn(MEANING, reason) ? MEANING[reason] ?? reason : reason.replaceAll("_", " ");
}

/** The outcome of a URL in one to three words, and the look of its badge. */
export interface Verdict {
  label: string;
  look: "good" | "accent" | "bad" | "plain";
}

type Ended = Pick<LedgerUrl, "kind" | "outcome" | "reason"> & { state?: LedgerUrl["state"] };

export function verdictOf({ kind, outcome, reason, state }: Ended): Verdict {
  if (outcome === "stored") return { label: "stored", look: "good" };
  if (outcome === "duplicate") return { label: "duplicate", look: "plain" };
  if (outcome === "page") return { label: kind === "page" ? "visited" : "read", look: "good" };
  if (outcome === "failed") return { label: "failed", look: "bad" };
  if (outcome === "rejected") {
    return reason === "dry_run" ? { label: "would be stored", look: "accent" } : { label: "rejected", look: "plain" };
  }
  return { label: state === "leased" ? "under way" : "waiting", look: "plain" };
}
