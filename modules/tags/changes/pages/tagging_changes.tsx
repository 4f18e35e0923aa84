import { formatCount } from "../../../shared/web/format.ts";
import type { TaggingChange } from "../../schemas.ts";
import { tagUrl } from "../../urls.ts";

/** The section of an operation's page about taggings: one line per tag, action and origin. */
export function TaggingChanges({ changes }: { changes: TaggingChange[] }) {
  return (
    <section aria-labelledby="taggings">
      <h2 id="taggings" class="mb-2">Tags of images</h2>
      <ul class="card divide-y divide-line">
        {changes.map(({ tag, action, origin, count, images }) => (
          <li key={`${tag} ${action} ${origin}`} class="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-4 py-2.5">
            <span class={`badge ${action === "add" ? "badge-good" : "badge-bad"}`}>{action === "add" ? "added" : "removed"}</span>
            {tag === null ? <span class="text-muted">a deleted tag</span> : <a href={tagUrl(tag)}>{tag}</a>}
            <span class="text-muted tabular-nums">
              {action === "add" ? "to" : "from"} {formatCount(count)} {count === 1 ? "image" : "images"}
              {origin !== "person" && ` (${origin})`}
            </span>
            <span class="flex flex-wrap gap-x-2">
              {images.map((image) => <a key={image} href={`/images/${image}`}>{image}</a>)}
              {count > images.length && <span class="text-muted">…</span>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
