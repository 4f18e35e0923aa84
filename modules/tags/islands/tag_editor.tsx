import { useEffect, useState } from "preact/hooks";
import { splitNames } from "../../shared/text.ts";
import { mountIsland } from "../../shared/web/mount_island.ts";
import { send } from "../../shared/web/send.ts";
import { announceDone, watchUndone } from "../../history/announce.ts";
import type { OperationResult, Tagging } from "../schemas.ts";
import { tagUrl } from "../urls.ts";
import { TagDot } from "../tag_dot.tsx";
import { TagInput } from "../tag_input.tsx";

export interface TagEditorProps {
  imageId: number;
  tags: Tagging[];
  typed: string;
  fault: string | null;
}

/** Adds and removes the tags of one image without a reload. */
function TagEditor({ imageId, tags: initial, typed, fault: initialFault }: TagEditorProps) {
  const [tags, setTags] = useState(initial);
  const [text, setText] = useState(typed);
  const [fault, setFault] = useState(initialFault);
  const [status, setStatus] = useState("");
  const path = `/api/images/${imageId}/tags`;

  const loadTags = async () => setTags((await send<{ items: Tagging[] }>("GET", path)).items);
  const showFault = (error: unknown) => setFault(error instanceof Error ? error.message : String(error));
  useEffect(() => watchUndone(() => void loadTags().catch(showFault)), []);

  const edit = async (change: () => Promise<OperationResult>, done: string) => {
    try {
      const { operation } = await change();
      await loadTags();
      setFault(null);
      setStatus(operation === null ? "No change: the image already has these tags." : "");
      if (operation !== null) announceDone({ id: operation.id, text: `${done}.`, reload: false });
      return true;
    } catch (error) {
      showFault(error);
      return false;
    }
  };
  const remove = (name: string) =>
    edit(() => send<OperationResult>("DELETE", `${path}/${encodeURIComponent(name)}`), `Removed ${name}`);
  const add = async (event: SubmitEvent) => {
    event.preventDefault();
    const names = splitNames(text);
    if (names.length > 0 && await edit(() => send<OperationResult>("POST", path, { tags: names }), `Added ${names.join(", ")}`)) {
      setText("");
    }
  };

  return (
    <>
      {tags.length === 0 && <p class="mb-3 text-muted">This image has no tags yet. Add tags that name what it shows.</p>}
      <ul class="mb-3 flex flex-wrap gap-1.5">
        {tags.map((tag) => (
          <li key={tag.name} class="chip pr-0.5">
            <TagDot colour={tag.colour} category={tag.category} />
            <a href={tagUrl(tag.name)} class="truncate text-ink">{tag.name}</a>
            <button type="button" class="chip-remove" aria-label={`Remove ${tag.name}`} onClick={() => remove(tag.name)}>
              ×
            </button>
          </li>
        ))}
      </ul>
      <form class="flex flex-wrap gap-2" onSubmit={add}>
        <TagInput
          label="Tags to add"
          value={text}
          placeholder="Add tags: sunset red_car"
          invalid={fault !== null}
          onInput={setText}
        />
        <button type="submit" class="button">Add</button>
        {fault !== null && <p class="basis-full text-bad" role="alert">{fault}</p>}
      </form>
      <p class="sr-only" role="status">{status}</p>
    </>
  );
}

mountIsland("tag_editor", TagEditor);
