import { useEffect, useState } from "preact/hooks";
import { Combobox } from "../../shared/web/combobox/combobox.tsx";
import { mountIsland } from "../../shared/web/mount_island.ts";
import { send } from "../../shared/web/send.ts";
import { FaultNote, FaultUnderline } from "../grammar/fault_note.tsx";
import type { SearchCheck, SearchFault } from "../grammar/check.ts";
import { completeTerms } from "../completion/complete_terms.ts";

/** While somebody types, the end of the search is usually incomplete. */
const PAUSE_MILLISECONDS = 500;

/** The search box at the top of every page. It completes what is typed and shows faults before the search is sent. */
function SearchBox({ query }: { query: string }) {
  const [text, setText] = useState(query);
  const [scrolled, setScrolled] = useState(0);
  const fault = useFault(text, query);
  const take = (suggestion: string) => {
    setText(suggestion);
    document.querySelector<HTMLInputElement>("#search")?.focus();
  };
  return (
    <form action="/" method="get" role="search" class="flex min-w-0 items-center gap-2">
      <Combobox
        id="search"
        name="q"
        label="Search images by tag"
        listLabel="Matching tags and filters"
        placeholder="sunset -people site:example.org"
        value={text}
        invalid={fault !== null}
        describedBy={fault === null ? undefined : "search-fault"}
        suggest={completeTerms}
        onValue={setText}
        onScroll={setScrolled}
        footer={<FaultNote id="search-fault" fault={fault} onTake={take} />}
      >
        <FaultUnderline text={text} fault={fault} scrolled={scrolled} />
      </Combobox>
      <button type="submit" class="button button-quiet">Search</button>
      <a href="/help/search" class="button button-quiet px-3" aria-label="How to search" title="How to search">?</a>
    </form>
  );
}

/** Returns the fault of the text after it has not changed for a moment. The fault of the initial text is part of the page. */
function useFault(text: string, initial: string): SearchFault | null {
  const [found, setFound] = useState<{ text: string; fault: SearchFault | null }>({ text: initial, fault: null });
  useEffect(() => {
    if (text.trim() === "" || text === initial) return setFound({ text, fault: null });
    const ask = async () => {
      const { fault } = await send<SearchCheck>("GET", `/api/searches/check?${new URLSearchParams({ q: text })}`);
      setFound({ text, fault });
    };
    // A failure shows no fault. The search is checked again when it is sent.
    const timer = setTimeout(() => void ask().catch(() => {}), PAUSE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [text]);
  return found.text === text ? found.fault : null;
}

mountIsland("search_box", SearchBox);
