import { useEffect, useRef, useState } from "preact/hooks";
import { splitNames } from "../../shared/text.ts";
import { formatCount, plural } from "../../shared/web/format.ts";
import { mountIsland } from "../../shared/web/mount_island.ts";
import { send } from "../../shared/web/send.ts";
import type { OperationResult } from "../../tags/schemas.ts";
import { TagInput } from "../../tags/tag_input.tsx";

export interface BulkTaggerProps {
  query: string;
  matching: { value: number; exact: boolean };
}

/** A bar that follows the selection of tiles and tags all of it, or everything that matches the query. */
function BulkTagger({ query, matching }: BulkTaggerProps) {
  const { ids, pageSize, selectPage, clear } = useSelection();
  const [everything, setEverything] = useState(false);
  const [text, setText] = useState("");
  const [said, setSaid] = useState<{ text: string; fault: boolean } | null>(null);
  const [busy, setBusy] = useState(false);
  const all = everything && ids.length === pageSize;

  const apply = async (event: SubmitEvent) => {
    event.preventDefault();
    const names = splitNames(text);
    if (names.length === 0 || busy) return;
    const removing = event.submitter?.getAttribute("value") === "remove";
    setBusy(true);
    try {
      const select = all ? { q: query } : { ids };
      const change = removing ? { add: [], remove: names } : { add: names, remove: [] };
      setSaid({
        text: summaryOf(await send<OperationResult>("POST", "/api/images/tags", { select, ...change }), removing),
        fault: false,
      });
      setText("");
    } catch (error) {
      setSaid({ text: error instanceof Error ? error.message : String(error), fault: true });
    }
    setBusy(false);
  };
  const reset = () => (setEverything(false), setSaid(null), clear());

  return (
    <form
      class={`bulk-form ${ids.length === 0 ? "hidden" : ""}`}
      onSubmit={apply}
      onKeyDown={(event) => event.key === "Escape" && reset()}
    >
      <div class="flex flex-wrap items-center gap-x-4 gap-y-1">
        <strong class="tabular-nums" role="status">
          {all ? `All ${matching.exact ? "" : "at least "}${formatCount(matching.value)} matching` : formatCount(ids.length)}{" "}
          selected
        </strong>
        {ids.length < pageSize && (
          <button type="button" class="text-button" onClick={selectPage}>Select all {pageSize} on this page</button>
        )}
        {!all && ids.length === pageSize && matching.value > pageSize && (
          <button
            type="button"
            class="text-button"
            onClick={() => setEverything(true)}
          >
            Select all {formatCount(matching.value)} matching
          </button>
        )}
        <button type="button" class="text-button" onClick={reset}>Clear</button>
      </div>
      <div class="flex min-w-0 flex-1 basis-72 flex-wrap gap-2">
        <TagInput label="Tags for the selected images" value={text} placeholder="Tags to add or remove" onInput={setText} />
        <button type="submit" class="button" value="add" disabled={busy}>Add</button>
        <button type="submit" class="button button-danger" value="remove" disabled={busy}>Remove</button>
      </div>
      <p
        class={`basis-full ${said === null ? "hidden" : said.fault ? "text-bad" : "text-good"}`}
        role={said?.fault ? "alert" : "status"}
      >
        {said?.text}
      </p>
    </form>
  );
}

/** The ticked boxes of the server's tiles. Shift ticks everything from the last one touched. */
function useSelection() {
  const [ids, setIds] = useState<number[]>([]);
  const last = useRef<HTMLInputElement | null>(null);
  const read = () => setIds(boxes().filter(({ checked }) => checked).map(({ value }) => Number(value)));
  const tick = (checked: boolean) => {
    for (const box of boxes()) box.checked = checked;
    read();
  };
  useEffect(() => {
    const tiles = document.getElementById("tiles");
    const click = (event: MouseEvent) => {
      const box = event.target;
      if (!(box instanceof HTMLInputElement)) return;
      if (event.shiftKey && last.current !== null) {
        const among = boxes();
        const [from, to] = [among.indexOf(last.current), among.indexOf(box)].sort((a, b) => a - b);
        for (const between of among.slice(from, (to ?? 0) + 1)) between.checked = box.checked;
      }
      last.current = box;
      read();
    };
    read();
    tiles?.addEventListener("click", click);
    globalThis.addEventListener("pageshow", read);
    return () => {
      tiles?.removeEventListener("click", click);
      globalThis.removeEventListener("pageshow", read);
    };
  }, []);
  return { ids, pageSize: boxes().length, selectPage: () => tick(true), clear: () => tick(false) };
}

function boxes(): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>("#tiles input[name=ids]")];
}

function summaryOf({ matched, added, removed, skipped }: OperationResult, removing: boolean): string {
  const done = removing ? `${plural(removed, "tag")} removed from` : `${plural(added, "tag")} added to`;
  return `${done} ${plural(matched, "image")}${
    skipped > 0 ? `; ${formatCount(skipped)} ${removing ? "not there" : "there already"}` : ""
  }.`;
}

mountIsland("bulk_tagger", BulkTagger);
