/** Directives that have a value of their own after a colon, so that what stands before it names no crawler. */
const VALUED = /^(unavailable_after|max-snippet|max-image-preview|max-video-preview)$/;
const NO_IMAGES = ["noindex", "noimageindex", "noai", "noimageai", "none"];

/**
 * The directive of X-Robots-Tag that forbids to keep an image, or null. Each line may be for one crawler ("imagetagger: noindex"),
 * which `product`, in small letters, is or is not; a line that names nobody is for everybody.
 */
export function imageRefusal(lines: readonly string[], product: string): string | null {
  for (const line of lines) {
    const found = directivesFor(line, product).find((directive) => NO_IMAGES.includes(directive));
    if (found) return found;
  }
  return null;
}

/** A line may be several that a proxy has joined: each name holds until the next one. */
function directivesFor(line: string, product: string): string[] {
  const directives: string[] = [];
  let isOurs = true;
  for (const part of line.toLowerCase().split(",")) {
    const colon = part.indexOf(":");
    const name = part.slice(0, Math.max(0, colon)).trim();
    if (VALUED.test(name)) continue;
    const isScoped = colon !== -1;
    if (isScoped) isOurs = name === product || name === "*";
    if (isOurs) directives.push(...part.slice(isScoped ? colon + 1 : 0).trim().split(/\s+/));
  }
  return directives;
}
