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
function TagEditor({ imageId, tags: initial, typed, fault: given }: TagEditorProps) {
  const [tags, setTags] = useState(initial);
  const [text, setText] = useState(typed);
  const [fault, setFault] = useState(given);
  const [said, setSaid] = useState("");
  const path = `/api/images/${imageId}/tags`;

  const reread = async () => setTags((await send<{ items: Tagging[] }>("GET", path)).items);
  const tell = (error: unknown) => setFault(error instanceof Error ? error.message : String(error));
  useEffect(() => watchUndone(() => void reread().catch(tell)), []);

  const edit = async (change: () => Promise<OperationResult>, done: string) => {
    try {
      const { operation } = await change();
      await reread();
      setFault(null);
      if (operation === null) setSaid("All of it was so already");
      else announceDone({ id: operation.id, text: `${done}.`, reload: false });
      return true;
    } catch (error) {
      tell(error);
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
      {tags.length === 0 && <p class="mb-3 text-muted">No tags yet. Name what is in the picture.</p>}
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
      <p class="sr-only" role="status">{said}</p>
    </>
  );
}

mountIsland("tag_editor", TagEditor);
