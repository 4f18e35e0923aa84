import type { ComponentChildren } from "preact";
import { useId, useRef } from "preact/hooks";
import { SuggestionList } from "./suggestion_list.tsx";
import { type Suggest, type Suggestion, takeSuggestion } from "./suggestion.ts";
import { type Suggestions, useSuggestions } from "./use_suggestions.ts";

export interface ComboboxProps {
  label: string;
  /** The accessible name of the list of suggestions. */
  listLabel: string;
  name: string;
  value: string;
  placeholder?: string;
  id?: string;
  invalid?: boolean;
  describedBy?: string | undefined;
  suggest: Suggest;
  onValue: (value: string) => void;
  /** Called for keys that the list does not handle. */
  onKey?: (event: KeyboardEvent) => void;
  /** Called with how far the text is scrolled to the left, in pixels. */
  onScroll?: (left: number) => void;
  /** Shown behind the text, whose background is transparent then. */
  children?: ComponentChildren;
  /** Shown below the field, and below the list while it is open. */
  footer?: ComponentChildren;
}

/**
 * A field with suggestions for the text at the caret: the combobox of WAI-ARIA 1.2. Arrows move through the list, Enter and Tab take
 * the highlighted suggestion, and Escape closes the list. While none is highlighted, Enter and Tab do what they do in any field.
 * Runs in the browser.
 */
export function Combobox({ suggest, onValue, onKey, onScroll, children, footer, ...field }: ComboboxProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const suggestions = useSuggestions(suggest, field.value);
  const { items, chosen, ask, close } = suggestions;
  const open = items.length > 0;

  const take = (suggestion: Suggestion) => {
    const { text, caret } = takeSuggestion(field.value, suggestion);
    close();
    onValue(text);
    const element = input.current;
    if (!element) return;
    element.value = text;
    element.focus();
    element.setSelectionRange(caret, caret);
    if (text.charAt(caret - 1) === ":") ask(text, caret);
  };
  const askHere = ({ value, selectionStart }: HTMLInputElement) => ask(value, selectionStart ?? value.length);
  const press = (event: KeyboardEvent & { currentTarget: HTMLInputElement }) => {
    if (pressInList(event, suggestions, take)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "ArrowDown") askHere(event.currentTarget);
    else onKey?.(event);
  };

  return (
    <div class="relative min-w-0 flex-1 basis-40">
      {children}
      <input
        ref={input}
        id={field.id}
        type="text"
        name={field.name}
        class={`input w-full ${children === undefined ? "" : "relative bg-transparent"}`}
        role="combobox"
        aria-label={field.label}
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={open && chosen >= 0 ? `${id}-${chosen}` : undefined}
        aria-invalid={field.invalid ?? false}
        aria-describedby={field.describedBy}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        placeholder={field.placeholder}
        value={field.value}
        onInput={({ currentTarget }) => {
          onValue(currentTarget.value);
          askHere(currentTarget);
        }}
        onKeyDown={press}
        onScroll={({ currentTarget }) => onScroll?.(currentTarget.scrollLeft)}
        onBlur={close}
      />
      <div class="popup">
        <SuggestionList id={id} label={field.listLabel} items={items} chosen={chosen} onTake={take} />
        {footer}
      </div>
    </div>
  );
}

/** Handles a key for the open list, and returns whether it was one. */
function pressInList(event: KeyboardEvent, { items, chosen, choose, close }: Suggestions, take: (item: Suggestion) => void) {
  if (items.length === 0 || event.isComposing || event.ctrlKey || event.metaKey) return false;
  const highlighted = items[chosen];
  switch (event.key) {
    case "ArrowDown":
      choose(chosen + 1 === items.length ? -1 : chosen + 1);
      return true;
    case "ArrowUp":
      choose(chosen === -1 ? items.length - 1 : chosen - 1);
      return true;
    case "Escape":
      close();
      return true;
    case "Enter":
    case "Tab":
      if (highlighted === undefined) return false;
      take(highlighted);
      return true;
    default:
      return false;
  }
}
