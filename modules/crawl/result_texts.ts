import { Count, plain, Reason, text, Words } from "./text_form.ts";

/** The sentences that say what a job brought, and why it was not more. */
export function resultTexts(sentenceOf: (remark: unknown) => string) {
  return {
    "seed_failed": text({ url: Words, cause: Reason }, ({ url, cause }) => `${url}: ${sentenceOf(cause)}`),
    "seeds_failed": text(
      { seeds: Count, url: Words, cause: Reason },
      ({ seeds, url, cause }) => `None of the ${seeds} start addresses brought a page. The first is ${url}: ${sentenceOf(cause)}`,
    ),
    "some_seeds_failed": text(
      { failed: Count, seeds: Count, url: Words, cause: Reason },
      ({ failed, seeds, url, cause }) =>
        `${failed} of the ${seeds} start addresses brought no page. The first of them is ${url}: ${sentenceOf(cause)}`,
    ),
    "seed_leads_to": text(
      { url: Words, cause: Reason },
      ({ url, cause }) => `It redirects to ${url}: ${sentenceOf(cause)}`,
    ),
    "looks_like_sign_in": plain("It is a sign-in. Give the job the cookies of a session, and it sees what you see"),
    "looks_like_shell": plain("It shows nothing until its scripts have run, and scripts are not run"),
    "looks_empty": plain("It is an empty page"),
    "wants_sign_in": plain("The server asks for a sign-in (401)"),
    "all_out_of_scope": text(
      { found: Count, scope: Words },
      ({ found, scope }) => `Everything that the pages name (${urls(found)}) is outside of the job's scope "${scope}"`,
    ),
    "all_disallowed": text(
      { found: Count },
      ({ found }) => `robots.txt forbids everything that the pages name (${urls(found)})`,
    ),
    "no_image_named": text(
      { pages: Count },
      ({ pages }) => pages === 1 ? "1 page was read, and it names no image" : `${pages} pages were read, and none names an image`,
    ),
    "no_image_stored": text(
      { images: Count, cause: Reason },
      ({ images, cause }) =>
        images === 1
          ? `The only image was not stored: ${sentenceOf(cause)}`
          : `None of ${images} images was stored. The most frequent reason: ${sentenceOf(cause)}`,
    ),
  };
}

function urls(count: number): string {
  return count === 1 ? "1 URL" : `${count} URLs`;
}
