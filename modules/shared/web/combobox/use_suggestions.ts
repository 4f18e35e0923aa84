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

/** Asks at once for each change; an answer to an older question is dropped, and a failure shows nothing. */
export function useSuggestions(suggest: Suggest): Suggestions {
  const [items, setItems] = useState<Suggestion[]>([]);
  const [chosen, setChosen] = useState(-1);
  const question = useRef(0);
  const show = (shown: Suggestion[]) => {
    setItems(shown);
    setChosen(-1);
  };
  const close = () => {
    question.current++;
    show([]);
  };
  const ask = (text: string, caret: number) => {
    const asked = ++question.current;
    const answer = (shown: Suggestion[]) => {
      if (asked === question.current) show(shown);
    };
    suggest(text, caret).then(answer, () => answer([]));
  };
  return { items, chosen, choose: setChosen, ask, close };
}
