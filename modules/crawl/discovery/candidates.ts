import type { Draft, Group, Size } from "./finds.ts";

/** What is assumed of a picture whose width nothing tells, in CSS pixels. */
const UNKNOWN_WIDTH = 1_000;
/** A picture that is known to be the original, whatever its pixels. */
export const ORIGINAL_RANK = 1e9;
/** A larger version, as its name says; how large, nothing tells. */
export const LARGER_RANK = 1e8;

/** Settles how many pixels wide each candidate is, as far as can be told once all of its group are known. */
export function settleRanks(drafts: Draft[]): void {
  for (const draft of drafts) {
    const { group, size } = draft;
    if (!group || !size || draft.rank !== undefined) continue;
    draft.rank = Math.min(Math.max(0, widthOf(group, size) - (size.penalty ?? 0)), LARGER_RANK - 1);
  }
}

function widthOf(group: Group, { width, density }: Size): number {
  if (width !== undefined) return width;
  // Beside `w` descriptors what has none is for browsers that know no srcset (HTML Standard, 4.8.4.3.8).
  if (density === undefined && group.byWidth && group.width === undefined) return 1;
  return (density ?? 1) * (group.width ?? UNKNOWN_WIDTH);
}

export function descriptorOf({ width, density }: { width?: number; density?: number }): string | undefined {
  if (width !== undefined) return `${width}w`.slice(0, 40);
  return density === undefined ? undefined : `${density}x`.slice(0, 40);
}

/** Of each group, marks all but the best candidate as its variants. What is the same address as the best is no variant of it. */
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

/** An address that several pictures show until a lazy loader puts different ones in its place is a placeholder. */
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
