import { useEffect, useState } from "preact/hooks";
import { send } from "../../../shared/web/send.ts";
import { announceDone, watchUndone } from "../../../history/announce.ts";
import type { OperationResult } from "../../../tags/schemas.ts";
import { TagInput } from "../../../tags/tag_input.tsx";
import type { SelectionSummary } from "../../schemas.ts";
import { addTyped, type Changes, namesOf, pressTag } from "./changes.ts";
import { doneText, Preview } from "./preview.tsx";
import { TagStates } from "./tag_states.tsx";
import { useAnswer } from "./use_answer.ts";

const SUMMARY_MILLISECONDS = 200;
const PREVIEW_MILLISECONDS = 250;
const UNCHANGED: Changes = new Map();

/** The selection in the form that the API takes, and its number of images. */
export interface BulkEditorProps {
  select: { q: string } | { ids: number[] };
  size: number;
}

/** Shows the tags of the selected images, which can be put on all of them or taken off, and a field for other tags. */
export function BulkEditor({ select, size }: BulkEditorProps) {
  const [changes, setChanges] = useState(UNCHANGED);
  const [text, setText] = useState("");
  const [edits, setEdits] = useState(0);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => watchUndone(() => setEdits((count) => count + 1)), []);

  const wanted = addTyped(changes, text);
  const body = { select, add: namesOf(wanted, "all"), remove: namesOf(wanted, "none") };
  const key = JSON.stringify(body);
  const summary = useAnswer(
    JSON.stringify([select, edits]),
    () => send<SelectionSummary>("POST", "/api/images/tags/summary", { select }),
    SUMMARY_MILLISECONDS,
  );
  const preview = useAnswer(
    wanted.size === 0 || busy ? null : key,
    () => send<OperationResult>("POST", "/api/images/tags", { ...body, dryRun: true }),
    PREVIEW_MILLISECONDS,
  );

  const apply = async () => {
    if (busy || wanted.size === 0) return;
    setBusy(true);
    setFault(null);
    try {
      const result = await send<OperationResult>("POST", "/api/images/tags", body);
      setChanges(UNCHANGED);
      setText("");
      setEdits((count) => count + 1);
      if (result.operation) announceDone({ id: result.operation.id, text: doneText(result), reload: false });
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
    }
    setBusy(false);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setChanges(wanted);
    setText("");
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Escape") leaveField();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void apply();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <form class="flex flex-col gap-2.5" onSubmit={submit} onKeyDown={press} aria-busy={busy}>
      <div class="max-h-[30vh] overflow-y-auto p-0.5 max-sm:max-h-28" aria-busy={summary.loading}>
        {summary.value === null
          ? <p class={summary.fault === null ? "h-7 text-muted" : "text-bad"}>{summary.fault ?? "Reading the tags…"}</p>
          : (
            <TagStates
              summary={summary.value}
              changes={wanted}
              onPress={(name, onAll) => setChanges(pressTag(changes, name, onAll))}
            />
          )}
      </div>
      <div class="flex flex-wrap items-center gap-2">
        <TagInput
          label="Tags for the selected images"
          value={text}
          placeholder="Add sea red_boat, take off -draft"
          invalid={fault !== null || preview.fault !== null}
          describedBy="bulk-preview"
          onInput={setText}
        />
        <button
          type="button"
          class="button"
          aria-keyshortcuts="Control+Enter"
          disabled={busy || wanted.size === 0}
          onClick={apply}
        >
          Apply
        </button>
      </div>
      <Preview id="bulk-preview" size={size} busy={busy} fault={fault} preview={preview} />
    </form>
  );
}

/** Moves the focus back to the grid, where another Escape clears the selection. */
function leaveField(): void {
  document.querySelector<HTMLElement>("#tiles .tile[tabindex='0']")?.focus();
}
