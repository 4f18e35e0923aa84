/** Directives with a value. The text before their colon is not the name of a crawler. */
const VALUED = /^(unavailable_after|max-snippet|max-image-preview|max-video-preview)$/;
const NO_IMAGES = ["noindex", "noimageindex", "noai", "noimageai", "none"];

/**
 * Returns the directive of X-Robots-Tag that forbids storing an image, or null. A line may be for one crawler ("imagetagger:
 * noindex"); `product` is our name in lower case. A line that names no crawler is for all.
 */
export function imageRefusal(lines: readonly string[], product: string): string | null {
  for (const line of lines) {
    const found = directivesFor(line, product).find((directive) => NO_IMAGES.includes(directive));
    if (found) return found;
  }
  return null;
}

/** Returns the directives of a line for us. A proxy may have joined several lines, so a name applies until the next one. */
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
