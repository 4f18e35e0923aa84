import type { Scope } from "./schemas.ts";

const IMAGE_PATH = /\.(jpe?g|png|gif|webp|avif|svg|bmp|ico|tiff?|jxl|heic|heif)$/i;

/** Whether a page's URL lies within the scope of any of the seeds. */
export function inScope(url: string, seeds: readonly string[], scope: Scope): boolean {
  if (scope === "any") return true;
  const candidate = new URL(url);
  return seeds.some((seed) => within(candidate, new URL(seed), scope));
}

/** Whether the path of a link names an image file. */
export function namesImage(url: string): boolean {
  return IMAGE_PATH.test(new URL(url).pathname);
}

function within(url: URL, seed: URL, scope: Exclude<Scope, "any">): boolean {
  switch (scope) {
    case "page":
      return url.href === seed.href;
    case "directory":
      return url.host === seed.host && url.pathname.startsWith(seed.pathname.replace(/[^/]*$/, ""));
    case "host":
      return url.host === seed.host;
    case "domain":
      return url.hostname === seed.hostname || url.hostname.endsWith("." + seed.hostname.replace(/^www\./, "")) ||
        url.hostname === seed.hostname.replace(/^www\./, "");
  }
}
