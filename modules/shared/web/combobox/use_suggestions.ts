import { useRef, useState } from "preact/hooks";
import type { Suggest, Suggestion } from "./suggestion.ts";

export interface Suggestions {
  items: Suggestion[];
  /** The highlighted one; -1: none, so that Enter and Tab keep their own meaning. */
  chosen: number;
  choose: (index: number) => void;
  ask: (text: string, caret: number) => void;
  close: () => void;
}

interface Shown {
  /** What they were asked for: once the field holds something else, they mean nothing. */
  text: string;
  items: Suggestion[];
}

const NOTHING: Shown = { text: "", items: [] };

/** Asks at once for each change of `value`; an answer to an older question is dropped, and a failure shows nothing. */
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
    // Completion is a convenience: without an answer nothing is offered.
    suggest(text, caret).then(answer, () => answer([]));
  };
  return { items: shown.text === value ? shown.items : [], chosen, choose: setChosen, ask, close };
}
