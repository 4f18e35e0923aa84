import { z } from "zod";
import type { Queryable } from "../../shared/database/handle.ts";
import type { JobRow } from "../repository.ts";
import type { Remark } from "../texts.ts";
import { countFound, findBrought, findFrequentReason, listSeedEnds, NO_CONTENT, type SeedEnd } from "./result_repository.ts";

/** How a job ends whose URLs are all done. `reason` says what is missing; null if nothing is. */
export interface Result {
  status: "completed" | "failed";
  reason: Remark | null;
}

/** Why URLs are left out that a job does not fetch because of its own limits. */
const LIMITS = ["max_duration", "max_pages", "max_images", "max_bytes", "max_documents", "not_needed"];

/** A page that shows this many stored images besides its icons is content, although it has a form to sign in: a logo is one. */
const PICTURES = 2;

const Coded = z.object({ code: z.string() });
const COMPLETED: Result = { status: "completed", reason: null };

/**
 * Tells from the ledger how a job ends. It has failed if no start address brought a page or an image, because they could not be
 * fetched or are no content (a sign-in, a page that only scripts fill), and if everything that it found is out of its reach.
 */
export async function resultOf(db: Queryable, job: Pick<JobRow, "id" | "options">): Promise<Result> {
  const seeds = await listSeedEnds(db, job.id);
  const faults = seeds.flatMap((seed) => faultOf(seed) ?? []);
  const brought = await findBrought(db, job.id);
  const [first] = faults;
  if (first !== undefined && faults.length === seeds.length) {
    const isContent = seeds.some(({ outcome }) => outcome === "page");
    if (isContent ? !brought.content : !brought.page && !brought.image) {
      // If the job's own limits were reached before, nothing is known about the start addresses.
      const status = seeds.every(({ reason }) => LIMITS.includes(reason ?? "")) ? "completed" : "failed";
      return { status, reason: allFailed(faults, first) };
    }
  }
  if (first !== undefined) {
    const reason: Remark = { code: "some_seeds_failed", failed: faults.length, seeds: seeds.length, ...first };
    return { status: "completed", reason: seeds.length === 1 ? { code: "seed_failed", ...first } : reason };
  }
  return brought.image ? COMPLETED : await withoutImages(db, job);
}

interface SeedFault {
  url: string;
  cause: unknown;
}

function allFailed(faults: SeedFault[], first: SeedFault): Remark {
  return faults.length === 1 ? { code: "seed_failed", ...first } : { code: "seeds_failed", seeds: faults.length, ...first };
}

/** Returns why a start address brought nothing, or null if it did. */
function faultOf(end: SeedEnd): SeedFault | null {
  if (isGood(end)) return null;
  const { seed, url, reason, remark, detail } = end;
  const known = remark ?? { code: "earlier_text", text: detail ?? reason ?? "" };
  const cause = reason === "http_401" ? { code: "wants_sign_in" } : known;
  return { url: seed, cause: url === seed ? cause : { code: "seed_leads_to", url, cause } };
}

function isGood({ kind, outcome, reason, remark, shows }: SeedEnd): boolean {
  if (outcome === "page") {
    const code = Coded.safeParse(remark).data?.code ?? "";
    return !NO_CONTENT.includes(code) || (code === "looks_like_sign_in" && shows >= PICTURES);
  }
  // A URL that an earlier version redirected does not say to where.
  return outcome === null || outcome === "stored" || outcome === "duplicate" || kind === "robots" ||
    reason === "dry_run" || reason === "redirected";
}

/** Returns how a job ends whose start addresses were read and that stored no image. */
async function withoutImages(db: Queryable, { id, options }: Pick<JobRow, "id" | "options">): Promise<Result> {
  const { pages, images, named, outside, disallowed } = await countFound(db, id);
  if (named > 0 && outside === named) {
    return { status: "failed", reason: { code: "all_out_of_scope", found: named, scope: options.scope } };
  }
  if (named > 0 && disallowed === named) return { status: "failed", reason: { code: "all_disallowed", found: named } };
  if (images === 0) return { ...COMPLETED, reason: pages === 0 ? null : { code: "no_image_named", pages } };
  const why = await findFrequentReason(db, id);
  if (why === null) return COMPLETED;
  const cause = why.remark ?? { code: "earlier_text", text: why.text };
  return { ...COMPLETED, reason: { code: "no_image_stored", images, cause } };
}
