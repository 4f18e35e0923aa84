import { useEffect, useRef } from "preact/hooks";
import { formatCount } from "../format.ts";
import type { Suggestion } from "./suggestion.ts";

interface SuggestionListProps {
  /** Prefix of the ids of the list and of its options. */
  id: string;
  label: string;
  items: Suggestion[];
  chosen: number;
  onTake: (suggestion: Suggestion) => void;
}

/** The list of a combobox, which is hidden while it is empty. */
export function SuggestionList({ id, label, items, chosen, onTake }: SuggestionListProps) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => list.current?.children[chosen]?.scrollIntoView({ block: "nearest" }), [chosen]);
  return (
    <ul ref={list} id={`${id}-list`} role="listbox" aria-label={label} class={`suggestions ${items.length > 0 ? "" : "hidden"}`}>
      {items.map((item, index) => (
        <li
          key={`${item.label} ${item.insert}`}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === chosen}
          class="suggestion"
          onMouseDown={(event) => {
            // So the field keeps the focus.
            event.preventDefault();
            onTake(item);
          }}
        >
          <Dot colour={item.colour} />
          <span class="max-w-3/4 shrink-0 truncate">{item.label}</span>
          {item.note !== null && <span class="min-w-0 truncate text-xs text-muted">{item.note}</span>}
          {item.count !== null && (
            <span class="ml-auto shrink-0 pl-1 text-xs text-muted tabular-nums">{formatCount(item.count)}</span>
          )}
        </li>
      ))}
    </ul>
  );
}

/** A dot in the category's colour, or empty space. It is an SVG, because the pages' policy allows no inline styles. */
function Dot({ colour }: { colour: string | null }) {
  return (
    <svg viewBox="0 0 8 8" class="size-2 shrink-0" aria-hidden="true">
      {colour !== null && <circle cx="4" cy="4" r="4" fill={colour} />}
    </svg>
  );
}
