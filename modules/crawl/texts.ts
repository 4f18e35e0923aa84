import { z } from "zod";
import { resultTexts } from "./result_texts.ts";
import { Count, plain, quoted, Reason, text, Words } from "./text_form.ts";

/** All sentences about URLs and jobs, by the code that is stored. A stored code must never get another meaning. */
const TEXTS = {
  // Why a request had no answer.
  "host_unknown": plain("The host name does not resolve"),
  "name_server_silent": plain("The name server did not answer"),
  "connection_refused": plain("The server refuses connections on this port"),
  "host_unreachable": plain("The host cannot be reached"),
  "connect_timeout": plain("The server did not accept the connection in time"),
  "answer_timeout": plain("The server stopped answering"),
  "request_timeout": text(
    { seconds: Count.nullable() },
    ({ seconds }) => `The whole request took ${seconds === null ? "too long" : `more than ${seconds} s`}`,
  ),
  "too_slow": text(
    { bytes: Count, seconds: Count, least: Count },
    ({ bytes, seconds, least }) => `The server sent ${bytes} bytes in ${seconds} s, less than ${least} a second`,
  ),
  "headers_too_large": plain("The answer's headers are too large"),
  "tls_refused": plain("The certificate or the TLS handshake is not acceptable"),
  "tls_error": quoted,
  "connection_lost": plain("The server closed the connection early"),
  "not_http": plain("The answer is not valid HTTP"),
  "unasked_continue": plain("The server sent 100 Continue, which nobody asked for"),
  "interim_flood": plain("The server sent interim answers (status 1xx) again and again, and no answer"),
  "lengths_differ": plain("The answer has several lengths that contradict each other"),
  "targets_differ": plain("The answer redirects to several different addresses at once"),
  "unasked_upgrade": plain("The server changed the protocol, which nobody asked for"),
  "encoding_broken": plain("The answer's compression is broken"),
  "encoding_cut_off": plain("The answer's compression is cut off"),
  "encoding_layers": text(
    { layers: Count, allowed: Count },
    ({ layers, allowed }) => `The answer is encoded ${layers} times, at most ${allowed} are read`,
  ),
  "encoding_unknown": text({ name: Words }, ({ name }) => `The answer is encoded as "${name}", which was not asked for`),
  "network_error": quoted,
  scheme: text({ scheme: Words }, ({ scheme }) => `${scheme} is not crawled, only http: and https:`),
  credentials: plain("The URL holds a user name or password"),
  port: text({ port: Count }, ({ port }) => `Port ${port} is not crawled. CRAWL_ALLOWED_PORTS names those that are`),
  "private_address": text(
    { host: Words },
    ({ host }) => `${host} is not on the public internet. CRAWL_ALLOWED_PRIVATE_HOSTS may name it`,
  ),
  "body_too_large": text({ bytes: Count }, ({ bytes }) => `More than ${bytes} bytes`),
  "disk_refuses": text({ text: Words }, ({ text }) => `The data directory cannot be written: ${text}`),
  // What the server answered.
  "http_status": text({ status: Count }, ({ status }) => `The server answered ${status}`),
  challenge: text({ service: Words }, ({ service }) => `${service} asks whether the visitor is a person`),
  "host_refuses": text(
    { urls: Count, url: Words },
    ({ urls, url }) => `The last ${urls} URLs of the host were refused, and then ${url} as well`,
  ),
  "host_left": text(
    { host: Words, urls: Count, url: Words, answer: Words },
    ({ host, urls, url, answer }) =>
      `The job left ${host}, because it refused the last ${urls} URLs and then ${url} as well (${answer})`,
  ),
  "status_without_content": text({ status: Count }, ({ status }) => `The server answered ${status}, no content`),
  "no_content": plain("The answer has no content"),
  "x_robots_tag": text({ rule: Words }, ({ rule }) => `The server's X-Robots-Tag says ${rule}`),
  "bad_redirect": text({ target: Words }, ({ target }) => `It redirects to "${target}"`),
  "neither_page_nor_image": text(
    { mediaType: Words },
    ({ mediaType }) => `The answer is ${mediaType}, neither a page nor an image`,
  ),
  "unknown_root": text(
    { mediaType: Words, root: Words },
    ({ mediaType, root }) => `The answer is ${mediaType} with the root element "${root}", no page, feed or sitemap`,
  ),
  "other_type": text({ mediaType: Words, wanted: Words }, ({ mediaType, wanted }) => `It is ${mediaType}, not ${wanted}`),
  "answer_type": text({ mediaType: Words.nullable() }, ({ mediaType }) => `The answer is ${mediaType ?? "no image"}`),
  redirected: text({ target: Words }, ({ target }) => `It redirects to ${target}`),
  "redirect_limit": text({ limit: Count }, ({ limit }) => `More than ${limit} redirects`),
  "redirect_circle": text({ target: Words }, ({ target }) => `It redirects to ${target}, which leads back to it`),
  "redirects_outside": text({ target: Words }, ({ target }) => `It redirects to ${target}`),
  "robots_rule": text({ rule: Words }, ({ rule }) => `robots.txt says "${rule}"`),
  "robots_error": text({ status: Count }, ({ status }) => `robots.txt answered ${status}, which forbids everything (RFC 9309)`),
  // Why an image was rejected.
  "declared_type": text({ mediaType: Words }, ({ mediaType }) => `The server says that it is ${mediaType}`),
  "actual_type": text({ mediaType: Words }, ({ mediaType }) => `By its bytes it is ${mediaType}`),
  "unseen_size": text(
    { width: Count, height: Count },
    ({ width, height }) => `${width}x${height} pixels: too small to be seen`,
  ),
  "small_size": text(
    { width: Count, height: Count, minWidth: Count, minHeight: Count },
    ({ width, height, minWidth, minHeight }) => `${width}x${height}, at least ${minWidth}x${minHeight} is asked for`,
  ),
  "few_bytes": text({ bytes: Count, least: Count }, ({ bytes, least }) => `${bytes} bytes, at least ${least} are asked for`),
  "many_bytes": text(
    { bytes: Count.nullable(), most: Count },
    ({ bytes, most }) => `${bytes ?? `More than ${most}`} bytes, at most ${most} are asked for`,
  ),
  "unwanted_type": text({ mediaType: Words, wanted: Words }, ({ mediaType, wanted }) => `${mediaType}, asked for is ${wanted}`),
  inspection: quoted,
  unstorable: text({ text: Words }, ({ text }) => `It cannot be stored: ${text}`),
  // Why a reference to an image or a link was rejected.
  "robots_directive": text(
    { source: Words, directive: Words },
    ({ source, directive }) => `The page's ${source} says ${directive}`,
  ),
  "shown_as_pixel": text(
    { width: Count.nullable(), height: Count.nullable() },
    ({ width, height }) => `The page shows it ${width ?? "?"} x ${height ?? "?"} pixels large`,
  ),
  "lazy_placeholder": plain("The page shows it until the image is loaded"),
  "shared_placeholder": text(
    { pictures: Count },
    ({ pictures }) => `${pictures} pictures of the page show it until they are loaded`,
  ),
  "smaller_candidate": text(
    { descriptor: Words.nullable(), chosen: Words, chosenDescriptor: Words.nullable() },
    ({ descriptor, chosen, chosenDescriptor }) =>
      `${descriptor ? `${descriptor}; ` : ""}${chosen} ${
        chosenDescriptor ? `(${chosenDescriptor}) ` : ""
      }was chosen because it is larger`,
  ),
  "crawler_says": quoted,
  "crawler_failed": quoted,
  // What the options of the job exclude.
  "out_of_scope": text(
    { scope: Words, isImage: z.boolean() },
    ({ scope, isImage }) => `Not in the ${isImage ? "image " : ""}scope "${scope}" of the job`,
  ),
  "foreign_script": plain("It is a script of another site"),
  excluded: text({ pattern: Words }, ({ pattern }) => `The job excludes ${pattern}`),
  "not_included": plain("No pattern of the job includes it"),
  "same_address": text({ url: Words }, ({ url }) => `It differs from ${url} in parameters that the job ignores`),
  "same_addresses_unlisted": text(
    { count: Count },
    ({ count }) =>
      `${count} more links differ from known addresses in ignored parameters only. They are not in the list of URLs (ignoreParameters)`,
  ),
  "too_deep": text({ limit: Count }, ({ limit }) => `More than ${limit} links from a start address`),
  "page_too_deep": text({ limit: Count }, ({ limit }) => `It is a page, more than ${limit} links from a start address`),
  "count_limit": text({ limit: Count, kind: Words }, ({ limit, kind }) => `The job's limit of ${limit} ${kind}s was reached`),
  "byte_limit": text({ limit: Count }, ({ limit }) => `The job's limit of ${limit} bytes was reached`),
  "time_limit": text({ seconds: Count }, ({ seconds }) => `The job's limit of ${seconds} s was reached`),
  "not_needed": plain("The job ended before it was needed"),
  cancelled: plain("The job was cancelled"),
  "would_be_fetched": plain("It would be fetched"),
  "would_be_stored": plain("It would be stored"),
  // Traps.
  "url_length": text(
    { length: Count, allowed: Count },
    ({ length, allowed }) => `It has ${length} characters; ${allowed} are allowed`,
  ),
  "parameter_names": text(
    { limit: Count, path: Words },
    ({ limit, path }) => `More than ${limit} combinations of parameters for ${path}`,
  ),
  "parameter_values": text(
    { limit: Count, path: Words },
    ({ limit, path }) => `More than ${limit} queries with several parameters for ${path}`,
  ),
  "host_urls": text({ limit: Count, host: Words }, ({ limit, host }) => `More than ${limit} URLs of ${host}`),
  "path_length": text(
    { segments: Count, allowed: Count },
    ({ segments, allowed }) => `Its path has ${segments} segments; ${allowed} are allowed`,
  ),
  "path_repeats": text(
    { segment: Words, times: Count },
    ({ segment, times }) => `"${segment}" occurs in its path ${times} times`,
  ),
  "nothing_new": text(
    { pattern: Words, pages: Count },
    ({ pattern, pages }) => `The last ${pages} pages of ${pattern} brought no new image and no new words`,
  ),
  "path_cycle": text({ cycle: Words }, ({ cycle }) => `"${cycle}" repeats itself in its path`),
  // What went wrong in the crawl itself.
  "worker_died": plain("The crawler's process died twice while working on it"),
  "links_lost": text({ sent: Count, arrived: Count }, (counts) => `For the second time ${lostLinks(counts)}`),
  "links_lost_again": text(
    { sent: Count, arrived: Count, url: Words },
    ({ url, ...counts }) => `Given up, because for the second time ${lostLinks(counts)}: ${url}`,
  ),
  "links_lost_once": text(
    { sent: Count, arrived: Count, url: Words },
    ({ url, ...counts }) => `Read again later, because ${lostLinks(counts)}: ${url}`,
  ),
  "given_up": text({ url: Words }, ({ url }) => `Given up, because the crawler's process died on it twice: ${url}`),
  "process_error": quoted,
  "process_exit": text(
    { exitCode: Count, signal: Words.nullable() },
    ({ exitCode, signal }) => `exit code ${exitCode}${signal ? `, ${signal}` : ""}`,
  ),
  "process_silent": text({ seconds: Count }, ({ seconds }) => `it did not answer for ${seconds} s`),
  "process_replaced": text({ cause: Reason }, ({ cause }) => `The crawler's process was replaced: ${sentenceOf(cause)}`),
  "process_dies": text(
    { deaths: Count, cause: Reason },
    ({ deaths, cause }) => `The crawler's process died ${deaths} times in a row: ${sentenceOf(cause)}`,
  ),
  "crawler_unusable": quoted,
  "internal_error": text({ text: Words }, ({ text }) => `Internal error: ${text}`),
  "waits_for_disk": text({ text: Words }, ({ text }) => `${text}. The job goes on by itself then.`),
  "disk_is_back": plain("The disk takes writes again: the job goes on"),
  ...resultTexts(sentenceOf),
  /** A sentence that an earlier version stored, or a reason without a remark. */
  "earlier_text": quoted,
};

type Texts = typeof TEXTS;
/** A sentence about a URL or a job as it is stored: its code and its parameters. */
export type Remark = { [Code in keyof Texts]: { code: Code } & ParametersOf<Code> }[keyof Texts];
/** The type of an empty object of zod has an index signature, which `code` would not fit, so `unknown` takes its place. */
type ParametersOf<Code extends keyof Texts> = string extends keyof z.output<Texts[Code]["parameters"]> ? unknown
  : z.output<Texts[Code]["parameters"]>;

export const Remark = z.custom<Remark>(
  (value) => knownSentence(value) !== null,
  "must be a code of the crawl's texts, with its parameters",
);

const Coded = z.looseObject({ code: z.string() });

/** Returns the sentence of a stored remark, or its code and parameters if this version does not have the code. */
export function sentenceOf(remark: unknown): string {
  const known = knownSentence(remark);
  if (known !== null) return known;
  const coded = Coded.safeParse(remark);
  if (!coded.success) return "The reason is not known";
  const { code, ...parameters } = coded.data;
  const words = Object.entries(parameters).map(([name, value]) =>
    `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`
  );
  return `${code.replaceAll("_", " ")}${words.length > 0 ? ` (${words.join(", ")})` : ""}`;
}

function knownSentence(remark: unknown): string | null {
  const code = Coded.safeParse(remark).data?.code;
  return code !== undefined && isCode(code) ? TEXTS[code].writeWith(remark) : null;
}

function isCode(code: string): code is keyof Texts {
  return Object.hasOwn(TEXTS, code);
}

/** Returns the sentence of a row: that of its remark, or the text of a row that an earlier version wrote. */
export function shownRemark(remark: unknown, text: string | null): string | null {
  return remark === null ? text : sentenceOf(remark);
}

/** Returns a remark as JSON that PostgreSQL can store: without U+0000 and single halves of surrogate pairs. */
export function storedRemark(remark: Remark | null): string | null {
  return remark === null ? null : JSON.stringify(withoutUnstorable(remark));
}

/** Returns a remark, or part of one, without the characters that PostgreSQL cannot store. */
export function withoutUnstorable(part: unknown): unknown {
  if (typeof part === "string") return part.replaceAll("\0", "").toWellFormed();
  if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, withoutUnstorable(value)]));
}

/** The most characters of words in a remark, so that the whole sentence has at most 500. */
const WORDS_LENGTH = 480;

/** Cuts words to the length that a remark may have. */
export function cutWords(words: string): string {
  return words.slice(0, WORDS_LENGTH).toWellFormed();
}

function lostLinks({ sent, arrived }: { sent: number; arrived: number }): string {
  return `the crawler sent ${sent} links of it, and ${arrived} arrived`;
}
