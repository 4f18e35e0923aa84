import type { CrawlTask } from "../messages.ts";
import { refererFor, type ReferrerPolicy } from "../rules/referrer_policy.ts";

/** What documents say about the Referer of their references, as long as this worker lives. Without it the default policy applies. */
export interface Referrers {
  /** Notes that a document asks for a policy for one of its references. */
  note(document: string, url: string, policy: ReferrerPolicy | undefined): void;
  /** Returns the policy with which a URL is to be fetched; undefined for the default. */
  policyOf(task: CrawlTask): ReferrerPolicy | undefined;
  /** Returns the Referer of a request, or undefined if none is sent. */
  refererOf(task: CrawlTask): string | undefined;
}

/** The number of references whose policy is remembered. The oldest are forgotten first. */
const REMEMBERED = 50_000;

export function createReferrers(): Referrers {
  const policies = new Map<string, ReferrerPolicy>();
  const policyOf: Referrers["policyOf"] = ({ referrer, url }) => referrer ? policies.get(keyOf(referrer, url)) : undefined;
  return {
    note: (document, url, policy) => {
      const key = keyOf(document, url);
      if (policy === undefined || policies.has(key)) return;
      policies.set(key, policy);
      const oldest = policies.size > REMEMBERED ? policies.keys().next().value : undefined;
      if (oldest !== undefined) policies.delete(oldest);
    },
    policyOf,
    refererOf: (task) => task.referrer ? refererFor(task.referrer, task.url, policyOf(task)) ?? undefined : undefined,
  };
}

function keyOf(document: string, url: string): string {
  return `${document} ${url}`;
}
