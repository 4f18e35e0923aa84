import { useEffect, useRef, useState } from "preact/hooks";
import { formatCount } from "../../shared/web/format.ts";
import { mountIsland } from "../../shared/web/mount_island.ts";
import { BulkEditor } from "../bulk/bulk_editor.tsx";
import { selectOf } from "../selection/selection.ts";
import { type UsedSelection, useSelection } from "../selection/use_selection.ts";

export interface BulkTaggerProps {
  query: string;
  matching: { value: number; exact: boolean };
  /** How many images one edit by ids takes. */
  most: number;
}

/** A bar that follows the selection of tiles, and edits the tags of all of it, or of everything that matches the query. */
function BulkTagger({ query, matching, most }: BulkTaggerProps) {
  const selection = useSelection(query);
  const bar = useBarHeight();
  const size = selection === null ? 0 : selection.everything ? matching.value : selection.ids.size;
  const some = selection !== null && size > 0;
  return (
    <section ref={bar} class={some ? "bulk-form" : "hidden"} aria-label="Selection">
      {some && (
        <>
          <div class="mb-2 flex flex-wrap items-center gap-x-4 gap-y-1">
            <strong class="tabular-nums" role="status">{countText(selection, matching)}</strong>
            <Ways selection={selection} matching={matching} />
          </div>
          {!selection.everything && selection.ids.size > most
            ? <p class="text-bad">One edit takes at most {formatCount(most)} images by name: search for them, and select all.</p>
            : <BulkEditor select={selectOf(selection, query)} size={size} />}
        </>
      )}
    </section>
  );
}

function Ways({ selection, matching }: { selection: UsedSelection; matching: BulkTaggerProps["matching"] }) {
  const { picker, everything, pageSize, onPage } = selection;
  return (
    <>
      {onPage < pageSize && (
        <button type="button" class="text-button" onClick={picker.selectMore}>Select all {pageSize} on this page</button>
      )}
      {!everything && onPage === pageSize && matching.value > pageSize && (
        <button type="button" class="text-button" onClick={picker.selectMore}>
          Select all {countOf(matching)} matching
        </button>
      )}
      <button type="button" class="text-button" onClick={picker.clear}>Clear</button>
    </>
  );
}

function countText({ everything, ids, onPage }: UsedSelection, matching: BulkTaggerProps["matching"]): string {
  if (everything) return `All ${countOf(matching)} matching selected`;
  const elsewhere = ids.size - onPage;
  return `${formatCount(ids.size)} selected${elsewhere > 0 ? `, ${formatCount(elsewhere)} of them on other pages` : ""}`;
}

function countOf({ value, exact }: BulkTaggerProps["matching"]): string {
  return `${exact ? "" : "at least "}${formatCount(value)}`;
}

/** Tells the page how much of it the bar covers, for what stands above it. */
function useBarHeight() {
  const [observer] = useState(() =>
    new ResizeObserver(([entry]) => {
      const height = entry?.target instanceof HTMLElement ? entry.target.offsetHeight : 0;
      document.documentElement.style.setProperty("--bar-height", `${height}px`);
    })
  );
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    if (bar.current) observer.observe(bar.current);
    return () => observer.disconnect();
  }, []);
  return bar;
}

mountIsland("bulk_tagger", BulkTagger);
