import { useEffect, useId, useRef, useState } from "preact/hooks";
import { formatCount } from "../shared/web/format.ts";
import { send } from "../shared/web/send.ts";
import type { Tag } from "./schemas.ts";
import { TagDot } from "./tag_dot.tsx";

const SUGGESTIONS = 10;

export interface TagInputProps {
  label: string;
  value: string;
  placeholder: string;
  invalid?: boolean;
  onInput: (value: string) => void;
}

/**
 * A field for tag names with suggestions for the word under the caret. A combobox as WAI-ARIA describes it: arrows move, Enter and
 * Tab take the highlighted name, Escape closes. Enter belongs to the form while nothing is highlighted. Runs in the browser.
 */
export function TagInput({ label, value, placeholder, invalid = false, onInput }: TagInputProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [word, setWord] = useState("");
  const [chosen, setChosen] = useState(-1);
  const suggestions = useSuggestions(word);
  const open = word !== "" && suggestions.length > 0;

  const close = () => (setWord(""), setChosen(-1));
  const take = (tag: Tag) => {
    const caret = input.current?.selectionStart ?? value.length;
    const start = wordBefore(value, caret).start;
    onInput(`${value.slice(0, start)}${tag.name} ${value.slice(caret).trimStart()}`);
    close();
    input.current?.focus();
  };
  const press = (event: KeyboardEvent) => {
    if (!open) return;
    const highlighted = suggestions[chosen];
    if (event.key === "ArrowDown") setChosen((chosen + 1) % suggestions.length);
    else if (event.key === "ArrowUp") setChosen((chosen <= 0 ? suggestions.length : chosen) - 1);
    else if (event.key === "Escape") close();
    else if ((event.key === "Enter" || event.key === "Tab") && highlighted !== undefined) take(highlighted);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div class="relative min-w-0 flex-1 basis-40">
      <input
        ref={input}
        name="tags"
        class="input w-full"
        role="combobox"
        aria-label={label}
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={open && chosen >= 0 ? `${id}-${chosen}` : undefined}
        aria-invalid={invalid}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        placeholder={placeholder}
        value={value}
        onInput={({ currentTarget }) => {
          onInput(currentTarget.value);
          setWord(wordBefore(currentTarget.value, currentTarget.selectionStart ?? currentTarget.value.length).word);
          setChosen(-1);
        }}
        onKeyDown={press}
        onBlur={close}
      />
      <ul id={`${id}-list`} role="listbox" aria-label="Suggested tags" class={`suggestions ${open ? "" : "hidden"}`}>
        {open && suggestions.map((tag, index) => (
          <li
            key={tag.name}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === chosen}
            class="suggestion"
            onMouseDown={(event) => (event.preventDefault(), take(tag))}
          >
            <TagDot colour={tag.colour} category={tag.category} />
            <span class="truncate">{tag.name}</span>
            <span class="ml-auto text-xs text-muted tabular-nums">{formatCount(tag.imageCount)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function wordBefore(text: string, caret: number): { word: string; start: number } {
  const start = Math.max(text.lastIndexOf(" ", caret - 1), text.lastIndexOf(",", caret - 1)) + 1;
  return { word: text.slice(start, caret).trim(), start };
}

/** Asks from the first character on; an answer to an older question is dropped. */
function useSuggestions(word: string): Tag[] {
  const [tags, setTags] = useState<Tag[]>([]);
  useEffect(() => {
    if (word === "") return setTags([]);
    let current = true;
    send<{ items: Tag[] }>("GET", `/api/tags?${new URLSearchParams({ q: word, limit: String(SUGGESTIONS) })}`)
      .then(({ items }) => current && setTags(items))
      .catch(() => current && setTags([]));
    return () => void (current = false);
  }, [word]);
  return tags;
}
