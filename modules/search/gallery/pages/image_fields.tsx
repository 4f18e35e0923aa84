import type { Image } from "../../../images/schemas.ts";
import { Star } from "./star.tsx";

const RATINGS = [1, 2, 3, 4, 5] as const;

/** A plain form for rating and note. After a change, the page offers to undo it. */
export function ImageFields({ image, query }: { image: Image; query: string }) {
  return (
    <section aria-labelledby="fields">
      <h2 id="fields" class="mb-2">Rating and note</h2>
      <form method="post" action={`/images/${image.id}/fields`} class="flex flex-col gap-2" id="image-fields">
        <input type="hidden" name="q" value={query} />
        <fieldset class="flex flex-wrap items-center gap-x-1">
          <legend class="sr-only">Rating</legend>
          {RATINGS.map((stars) => (
            <label key={stars} class="rating" title={`${stars} of 5`}>
              <input type="radio" name="rating" value={stars} checked={image.rating === stars} class="sr-only" />
              <Star />
              <span class="sr-only">{stars} of 5</span>
            </label>
          ))}
          <label class="rating-none">
            <input type="radio" name="rating" value="" checked={image.rating === null} class="check" /> none
          </label>
        </fieldset>
        <label>
          <span class="sr-only">Note</span>
          <textarea name="note" class="input w-full" rows={2} placeholder="A note">{image.note}</textarea>
        </label>
        <button type="submit" class="button button-quiet button-small self-start">Save</button>
      </form>
      <script type="module" src="/static/islands/rating_keys.js" />
    </section>
  );
}

export function TrashForm({ image, query }: { image: Image; query: string }) {
  const trashed = image.deletedAt !== null;
  return (
    <form method="post" action={`/images/${image.id}/${trashed ? "restore" : "trash"}`} id="image-trash">
      <input type="hidden" name="q" value={query} />
      {trashed
        ? <button type="submit" class="button button-small">Take out of the trash</button>
        : <button type="submit" class="button button-danger button-small">Put into the trash</button>}
    </form>
  );
}
