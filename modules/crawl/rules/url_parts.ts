/** The parts of a URL that the trap limits look at. */
export interface UrlParts {
  host: string;
  /** The URL without its query. */
  address: string;
  segments: string[];
  /** The query without its question mark. */
  query: string;
}

/** Takes a normalised absolute http(s) URL apart, without the cost of parsing it again. */
export function partsOf(url: string): UrlParts {
  const [whole = ""] = url.split("#", 1);
  const question = whole.indexOf("?");
  const address = question === -1 ? whole : whole.slice(0, question);
  const [host = "", ...segments] = address.slice(address.indexOf("//") + 2).split("/");
  // An empty text after the last slash is no segment.
  if (segments.at(-1) === "") segments.pop();
  return { host, address, segments, query: question === -1 ? "" : whole.slice(question + 1) };
}

/** Returns the segment that stands in a path most often. */
export function mostRepeated(segments: readonly string[]): { segment: string; times: number } | null {
  const counts = new Map<string, number>();
  let most: { segment: string; times: number } | null = null;
  for (const segment of segments) {
    const times = (counts.get(segment) ?? 0) + 1;
    counts.set(segment, times);
    if (most === null || times > most.times) most = { segment, times };
  }
  return most;
}

/** Returns the shortest row of segments that follows itself more than `times` times, or null. */
export function cycleOf(segments: readonly string[], times: number): string[] | null {
  for (let period = 1; period * (times + 1) <= segments.length; period++) {
    const needed = period * times;
    let same = 0;
    for (let at = period; at < segments.length; at++) {
      same = segments[at] === segments[at - period] ? same + 1 : 0;
      if (same >= needed) return segments.slice(at - period + 1, at + 1);
    }
  }
  return null;
}
