import { useEffect, useRef, useState } from "preact/hooks";
import { formatCount } from "../../shared/web/format.ts";
import { mountIsland } from "../../shared/web/mount_island.ts";
import { BulkEditor } from "../gallery/bulk/bulk_editor.tsx";
import { commandSelection, type SelectionView, watchSelection } from "../gallery/selection/channel.ts";

export interface BulkTaggerProps {
  query: string;
  matching: { value: number; exact: boolean };
  /** The most images that one edit by ids takes. */
  most: number;
}

const NONE: SelectionView = { ids: [], everything: false, pageSize: 0, onPage: 0 };

/** A bar that shows the selection and edits the tags of the selected images, or of all images that match the query. */
function BulkTagger({ query, matching, most }: BulkTaggerProps) {
  const [selection, setSelection] = useState(NONE);
  const bar = useBarHeight();
  useEffect(() => {
    const stop = watchSelection(setSelection);
    commandSelection("announce");
    return stop;
  }, []);
  const { ids, everything } = selection;
  const size = everything ? matching.value : ids.length;
  return (
    <section ref={bar} class={size > 0 ? "bulk-form" : "hidden"} aria-label="Selection">
      <div class="mb-2 flex flex-wrap items-center gap-x-4 gap-y-1">
        <strong class="tabular-nums" role="status">{size > 0 && countText(selection, matching)}</strong>
        <SelectionButtons selection={selection} matching={matching} />
      </div>
      {size > 0 && (ids.length > most && !everything
        ? (
          <p class="text-bad">
            One edit takes at most {formatCount(most)} selected images. Search for them and select all that match instead.
          </p>
        )
        : <BulkEditor select={everything ? { q: query } : { ids }} size={size} />)}
    </section>
  );
}

function SelectionButtons({ selection, matching }: { selection: SelectionView; matching: BulkTaggerProps["matching"] }) {
  const { everything, pageSize, onPage } = selection;
  const selectMore = () => commandSelection("more");
  return (
    <>
      {onPage < pageSize && (
        <button type="button" class="text-button" onClick={selectMore}>Select all {pageSize} on this page</button>
      )}
      {!everything && onPage === pageSize && matching.value > pageSize && (
        <button type="button" class="text-button" onClick={selectMore}>Select all {countOf(matching)} matching</button>
      )}
      <button type="button" class="text-button" onClick={() => commandSelection("clear")}>Clear</button>
    </>
  );
}

function countText({ everything, ids, onPage }: SelectionView, matching: BulkTaggerProps["matching"]): string {
  if (everything) return `All ${countOf(matching)} matching selected`;
  const elsewhere = ids.length - onPage;
  return `${formatCount(ids.length)} selected${elsewhere > 0 ? `, ${formatCount(elsewhere)} of them on other pages` : ""}`;
}

function countOf({ value, exact }: BulkTaggerProps["matching"]): string {
  return `${exact ? "" : "at least "}${formatCount(value)}`;
}

/** Sets the CSS variable --bar-height to the height of the bar, which covers the end of the page. */
function useBarHeight() {
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      document.documentElement.style.setProperty("--bar-height", `${bar.current?.offsetHeight ?? 0}px`);
    });
    if (bar.current) observer.observe(bar.current);
    return () => observer.disconnect();
  }, []);
  return bar;
}

mountIsland("bulk_tagger", BulkTagger);
