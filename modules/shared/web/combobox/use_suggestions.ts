import { useRef, useState } from "preact/hooks";
import type { Suggest, Suggestion } from "./suggestion.ts";

export interface Suggestions {
  items: Suggestion[];
  /** Index of the highlighted suggestion; -1 if there is none. */
  chosen: number;
  choose: (index: number) => void;
  ask: (text: string, caret: number) => void;
  close: () => void;
}

interface Shown {
  /** The text that the suggestions are for. They are not shown once the field holds another text. */
  text: string;
  items: Suggestion[];
}

const NOTHING: Shown = { text: "", items: [] };

/** Fetches suggestions after each change of `value`. Answers to older requests are dropped, and a failure shows no suggestions. */
export function useSuggestions(suggest: Suggest, value: string): Suggestions {
  const [shown, setShown] = useState(NOTHING);
  const [chosen, setChosen] = useState(-1);
  const question = useRef(0);
  const show = (next: Shown) => {
    setShown(next);
    setChosen(-1);
  };
  const close = () => {
    question.current++;
    show(NOTHING);
  };
  const ask = (text: string, caret: number) => {
    const asked = ++question.current;
    const answer = (items: Suggestion[]) => {
      if (asked === question.current) show({ text, items });
    };
    // Completion is a convenience, so a failure only hides the list.
    suggest(text, caret).then(answer, () => answer([]));
  };
  return { items: shown.text === value ? shown.items : [], chosen, choose: setChosen, ask, close };
}
