import type { LedgerUrl } from "../schemas.ts";

/**
 * What each reason of the ledger means, in words for people. The one place that has them: job page, ledger and command line
 * read it, and it runs in the browser as well.
 */
export const MEANING: Readonly<Record<string, string>> = {
  // The site asked not to be fetched.
  robots: "robots.txt forbids it",
  "robots_unavailable": "robots.txt could not be read, so nothing of this host is fetched",
  "meta_robots": "The page asks for its links or images not to be followed (meta robots)",
  "x_robots_tag": "The answer asks not to be indexed (X-Robots-Tag)",
  // The job was asked to leave it out.
  scope: "Outside the job's scope",
  include: "Matches no include pattern",
  exclude: "Matches an exclude pattern",
  "max_depth": "Too many links away from a start address",
  "max_pages": "The job's limit of pages was reached",
  "max_images": "The job's limit of images was reached",
  "max_bytes": "The job's limit of bytes was reached",
  "max_duration": "The job's time was up",
  "max_documents": "More sitemaps, feeds or style sheets than a job reads",
  "media_type": "A type of image that the job does not keep",
  "too_small": "Fewer pixels than the job asks for",
  "too_few_bytes": "Fewer bytes than the job asks for",
  "too_large": "Larger than what the job takes",
  "dry_run": "A dry run fetches no images",
  cancelled: "The job was cancelled before its turn",
  // Not worth fetching.
  variant: "Another size of a picture that is fetched already",
  placeholder: "Stands in for an image that is loaded later",
  "tracking_pixel": "A tracking pixel, not a picture",
  "no_sitemap": "There is no sitemap at the usual place",
  "not_needed": "Was not needed any more",
  retyped: "Turned out to be of another kind, and was read as that",
  // Traps.
  "repeated_segments": "Its path repeats itself: a likely trap",
  "query_variants": "One more query of a path that had many: a likely trap",
  "too_deep_path": "Its path has too many parts: a likely trap",
  "url_too_long": "The address is too long",
  "host_budget": "Its host has had its share of the job",
  // Redirects.
  redirected: "Redirects to another address, which counts instead",
  "redirect_loop": "Redirects in a circle, or too often",
  "redirect_out_of_scope": "Redirects to an address outside the job's scope",
  "bad_redirect": "Redirects to something that cannot be fetched",
  // What came was not usable.
  "not_an_image": "The bytes are not an image",
  "not_html": "Neither a page nor an image",
  "not_found": "There is no such file",
  empty: "The answer was empty",
  decode: "The image is broken and cannot be decoded",
  encoding: "The answer's compression is broken",
  protocol: "The answer is not valid HTTP",
  "header_flood": "The answer's headers are too large",
  unstorable: "The database cannot store what came",
  unsupported: "Of a kind that cannot be read",
  // The server could not be reached or did not go on.
  dns: "The host name does not resolve",
  timeout: "The server took too long to answer",
  "too_slow": "The server sent too slowly",
  tls: "The server's certificate or encryption is not acceptable",
  "connection_refused": "The server refuses connections",
  "connection_lost": "The server closed the connection early",
  unreachable: "The server cannot be reached",
  network: "The network failed",
  "private_address": "An address in a private network, which is not crawled",
  port: "A port that is not crawled",
  // Something went wrong here.
  "worker_died": "The crawl process died twice while it worked on this",
  "finds_lost": "Links that it named were lost on their way, twice",
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

/** What a reason means, as a short sentence without its full stop; a reason that nobody described is spelled out. */
export function meaningOf(reason: string): string {
  const status = /^http_(\d{3})$/.exec(reason)?.[1];
  if (status !== undefined) return STATUS[status] ?? `The server answered ${status}`;
  return Object.hasOwn(MEANING, reason) ? MEANING[reason] ?? reason : reason.replaceAll("_", " ");
}

/** What became of a URL, in one or two words, and how well it went. */
export interface Verdict {
  label: string;
  look: "good" | "accent" | "bad" | "plain";
}

type Ended = Pick<LedgerUrl, "kind" | "outcome" | "reason"> & { state?: LedgerUrl["state"] };

export function verdictOf({ kind, outcome, reason, state }: Ended): Verdict {
  if (outcome === "stored") return { label: "stored", look: "good" };
  if (outcome === "duplicate") return { label: "seen before", look: "plain" };
  if (outcome === "page") return { label: kind === "page" ? "visited" : "read", look: "good" };
  if (outcome === "failed") return { label: "failed", look: "bad" };
  if (outcome === "rejected") {
    return reason === "dry_run" ? { label: "would be stored", look: "accent" } : { label: "rejected", look: "plain" };
  }
  return { label: state === "leased" ? "under way" : "waiting", look: "plain" };
}
