import type { Draft, Group, Size } from "./references.ts";

/** The width that is assumed for a picture if nothing says how wide it is, in CSS pixels. */
const UNKNOWN_WIDTH = 1_000;
/** The rank of a picture that is known to be the original. */
export const ORIGINAL_RANK = 1e9;
/** The rank of a picture that is a larger version by its name, but of unknown width. */
export const LARGER_RANK = 1e8;

/** Sets the rank of each candidate: its width in pixels, as far as it can be derived once its whole group is known. */
export function settleRanks(drafts: Draft[]): void {
  for (const draft of drafts) {
    const { group, size } = draft;
    if (!group || !size || draft.rank !== undefined) continue;
    draft.rank = Math.min(Math.max(0, widthOf(group, size) - (size.penalty ?? 0)), LARGER_RANK - 1);
  }
}

function widthOf(group: Group, { width, density }: Size): number {
  if (width !== undefined) return width;
  // Beside candidates with a `w` descriptor, one without is for browsers that do not support srcset (HTML Standard, 4.8.4.3.8).
  if (density === undefined && group.byWidth && group.width === undefined) return 1;
  return (density ?? 1) * (group.width ?? UNKNOWN_WIDTH);
}

/** Spells a width or a density as a descriptor of `srcset`: "640w" or "2x". Returns undefined if neither is known. */
export function formatDescriptor({ width, density }: { width?: number; density?: number }): string | undefined {
  if (width !== undefined) return `${width}w`.slice(0, 40);
  return density === undefined ? undefined : `${density}x`.slice(0, 40);
}

/** Rejects all candidates of a group but the best one as its variants. A candidate with the address of the best is no variant. */
export function rejectVariants(drafts: Draft[]): void {
  const best = new Map<Group, Draft>();
  for (const draft of drafts) {
    if (!draft.group || draft.reject) continue;
    const other = best.get(draft.group);
    if (other === undefined || (draft.rank ?? 0) > (other.rank ?? 0)) best.set(draft.group, draft);
  }
  for (const draft of drafts) {
    const chosen = draft.group && best.get(draft.group);
    if (!chosen || draft.reject || draft.url === chosen.url) continue;
    draft.reject = {
      reason: "variant",
      detail: {
        code: "smaller_candidate",
        descriptor: draft.descriptor ?? null,
        chosen: chosen.url.slice(0, 400),
        chosenDescriptor: chosen.descriptor ?? null,
      },
    };
  }
}

/** Rejects an address that several pictures show until a lazy loader replaces it by different ones: it is a placeholder. */
export function rejectSharedPlaceholders(drafts: Draft[]): void {
  const shown = drafts.filter(({ reference, group }) => reference === "img" && group?.lazy);
  if (shown.length < 2) return;
  const targets = new Map<Group, string>();
  for (const { url, group, reference } of drafts) if (group && reference === "lazy") targets.set(group, url);
  const targetsByUrl = new Map<string, Set<string>>();
  for (const { url, group } of shown) {
    const target = group && targets.get(group);
    if (target !== undefined) targetsByUrl.set(url, (targetsByUrl.get(url) ?? new Set()).add(target));
  }
  for (const draft of shown) {
    const pictures = targetsByUrl.get(draft.url)?.size ?? 0;
    if (pictures < 2) continue;
    draft.reject ??= { reason: "placeholder", detail: { code: "shared_placeholder", pictures } };
  }
}
