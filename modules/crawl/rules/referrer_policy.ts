/** Referrer Policy, 3. The empty policy of that standard is `undefined` here. */
export const REFERRER_POLICIES = [
  "no-referrer",
  "no-referrer-when-downgrade",
  "same-origin",
  "origin",
  "strict-origin",
  "origin-when-cross-origin",
  "strict-origin-when-cross-origin",
  "unsafe-url",
] as const;
export type ReferrerPolicy = typeof REFERRER_POLICIES[number];

const DEFAULT: ReferrerPolicy = "strict-origin-when-cross-origin";
/** Referrer Policy, 8.3: of a longer address only the origin is sent. */
const LONGEST = 4_096;
/** HTML Standard, 4.2.5.1: values of `meta` that are older than the standard. */
const LEGACY: Readonly<Record<string, ReferrerPolicy>> = {
  never: "no-referrer",
  default: DEFAULT,
  always: "unsafe-url",
  "origin-when-crossorigin": "origin-when-cross-origin",
};

/** Reads a policy as an attribute has it, or returns undefined if the text is none. */
export function readReferrerPolicy(text: string | undefined): ReferrerPolicy | undefined {
  const name = text?.trim().toLowerCase();
  return REFERRER_POLICIES.find((policy) => policy === name);
}

/** Reads the policy of a `meta` element. */
export function readMetaReferrer(content: string): ReferrerPolicy | undefined {
  const name = content.trim().toLowerCase();
  return readReferrerPolicy(name) ?? (Object.hasOwn(LEGACY, name) ? LEGACY[name] : undefined);
}

/** Reads the header Referrer-Policy, whose values may be joined by commas: the last one that is known counts. */
export function readReferrerHeader(header: string | null): ReferrerPolicy | undefined {
  return (header ?? "").split(",").slice(-20).map(readReferrerPolicy).findLast((policy) => policy !== undefined);
}

/**
 * Returns what a browser sends as Referer with a request for `url` that `referrer` refers to (Referrer Policy, 8.3, "determine
 * request's referrer"), or null if it sends none. Both are absolute http(s) URLs.
 */
export function refererFor(referrer: string, url: string, policy: ReferrerPolicy = DEFAULT): string | null {
  const from = URL.parse(referrer);
  const to = URL.parse(url);
  if (from === null || to === null || !/^https?:$/.test(from.protocol)) return null;
  from.username = "";
  from.password = "";
  from.hash = "";
  const origin = `${from.origin}/`;
  const whole = from.href.length > LONGEST ? origin : from.href;
  const isSame = from.origin === to.origin;
  const isDowngrade = from.protocol === "https:" && to.protocol !== "https:";
  switch (policy) {
    case "no-referrer":
      return null;
    case "unsafe-url":
      return whole;
    case "origin":
      return origin;
    case "same-origin":
      return isSame ? whole : null;
    case "origin-when-cross-origin":
      return isSame ? whole : origin;
    case "no-referrer-when-downgrade":
      return isDowngrade ? null : whole;
    case "strict-origin":
      return isDowngrade ? null : origin;
    case "strict-origin-when-cross-origin":
      return isSame ? whole : isDowngrade ? null : origin;
  }
}
