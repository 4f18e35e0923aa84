import { useState } from "preact/hooks";
import { formatCount, plural } from "../../../shared/web/format.ts";
import { TagDot } from "../../../tags/tag_dot.tsx";
import type { SelectionSummary } from "../../schemas.ts";
import type { Changes } from "./changes.ts";

interface TagStatesProps {
  summary: SelectionSummary;
  changes: Changes;
  onPress: (name: string, onAll: boolean) => void;
}

const SHOWN = 24;
/** A typed tag that none of the images has. It may not exist yet. */
const NEW = { category: "", colour: "#8a8a98", count: 0 };

/** A button for each tag of the selection, with the number of images that have it. Pressing it changes its wanted state. */
export function TagStates({ summary: { total, tags }, changes, onPress }: TagStatesProps) {
  const [whole, setWhole] = useState(false);
  const known = new Set(tags.map(({ name }) => name));
  const added = [...changes.keys()].filter((name) => !known.has(name)).map((name) => ({ ...NEW, name }));
  const shown = whole ? tags : tags.filter(({ name }, index) => index < SHOWN || changes.has(name));
  return (
    <ul class="flex flex-wrap gap-1.5" aria-label="Tags of the selected images">
      {[...added, ...shown].map((tag) => (
        <TagState key={tag.name} tag={tag} total={total} wanted={changes.get(tag.name)} onPress={onPress} />
      ))}
      {shown.length < tags.length && (
        <li>
          <button type="button" class="text-button h-7 px-1" onClick={() => setWhole(true)}>
            {formatCount(tags.length - shown.length)} more
          </button>
        </li>
      )}
      {tags.length === 0 && added.length === 0 && <li class="text-muted">No tags yet</li>}
    </ul>
  );
}

interface TagStateProps {
  tag: SelectionSummary["tags"][number];
  total: number;
  wanted: "all" | "none" | undefined;
  onPress: TagStatesProps["onPress"];
}

function TagState({ tag: { name, count, colour, category }, total, wanted, onPress }: TagStateProps) {
  const onAll = count === total;
  const pressed = wanted === "all" || (wanted === undefined && onAll)
    ? "true"
    : wanted === undefined && count > 0
    ? "mixed"
    : "false";
  return (
    <li class="max-w-full">
      <button
        type="button"
        class={`chip tag-state ${wanted === undefined ? "" : `tag-state-${wanted}`}`}
        aria-pressed={pressed}
        aria-label={labelOf(name, count, total, wanted)}
        title={labelOf(name, count, total, wanted)}
        onClick={() => onPress(name, onAll)}
      >
        {wanted === undefined
          ? <TagDot colour={colour} category={category} />
          : <span aria-hidden="true" class="font-semibold">{wanted === "all" ? "+" : "−"}</span>}
        <span class={`truncate ${wanted === "none" ? "line-through" : ""}`}>{name}</span>
        <span class="shrink-0 text-xs tabular-nums opacity-75">
          {onAll ? "all" : `${formatCount(count)}/${formatCount(total)}`}
        </span>
      </button>
    </li>
  );
}

function labelOf(name: string, count: number, total: number, wanted: "all" | "none" | undefined): string {
  const now = `${name}: on ${
    count === total ? `all ${plural(total, "image")}` : `${formatCount(count)} of ${plural(total, "image")}`
  }`;
  return wanted === undefined ? now : `${now}, will be on ${wanted}`;
}
