import { formatBytes } from "../../../shared/web/format.ts";
import { averageColour } from "../thumbhash.ts";
import { imageUrl } from "../../../images/urls.ts";
import type { ImageSummary } from "../../../images/schemas.ts";

/** An image in the gallery, with a checkbox that selects it. The tile is square, so that others do not move when it is loaded. */
export function Tile({ image, query }: { image: ImageSummary; query: string }) {
  const label = image.alt ?? `Image ${image.id}`;
  return (
    <li class="tile group relative rounded-md" data-id={image.id} aria-label={label}>
      <div>
        <a
          href={imageUrl(image.id, query)}
          class="tile-link relative flex aspect-square items-center justify-center overflow-hidden rounded-md border border-line bg-raised no-underline group-has-checked:border-accent"
        >
          <Tint thumbhash={image.thumbhash} />
          {image.thumbnailUrl === null ? <Placeholder image={image} /> : (
            <img
              src={image.thumbnailUrl}
              alt={label}
              loading="lazy"
              decoding="async"
              class="see-through relative max-h-full max-w-full"
            />
          )}
          <Caption image={image} />
        </a>
        <label class="tile-select absolute top-0 left-0 flex size-9 cursor-pointer items-center justify-center">
          <input type="checkbox" form="bulk" name="ids" value={image.id} class="check" aria-label={`Select ${label}`} />
        </label>
      </div>
    </li>
  );
}

/** Shown instead of an image that could not be decoded. */
export function Placeholder({ image }: { image: Pick<ImageSummary, "extension" | "bytes" | "alt"> }) {
  return (
    <span class="relative flex flex-col items-center gap-1 p-3 text-center text-muted">
      <span class="font-mono text-lg font-semibold tracking-wide text-ink uppercase">{image.extension}</span>
      <span class="text-xs tabular-nums">{formatBytes(image.bytes)}</span>
      {image.alt !== null && <span class="line-clamp-2 text-xs">{image.alt}</span>}
    </span>
  );
}

function Caption({ image }: { image: ImageSummary }) {
  const size = image.width === null ? formatBytes(image.bytes) : `${image.width} × ${image.height}`;
  const animated = image.frames !== null && image.frames > 1;
  return (
    <span
      class={`tile-caption pointer-events-none absolute inset-x-0 bottom-0 flex justify-between gap-2 px-2 py-1 text-xs tabular-nums ${
        animated ? "opacity-100" : ""
      }`}
    >
      <span class="truncate max-sm:hidden">{size}</span>
      <span class="whitespace-nowrap uppercase">{animated ? `${image.extension} ×${image.frames}` : image.extension}</span>
    </span>
  );
}

/** Fills the tile with the average colour of the image, which is seen until it is loaded and around it if it is not square. */
function Tint({ thumbhash }: { thumbhash: string | null }) {
  const colour = averageColour(thumbhash);
  if (colour === null) return null;
  return (
    <svg class="absolute inset-0 size-full opacity-20" aria-hidden="true">
      <rect width="100%" height="100%" fill={colour} />
    </svg>
  );
}
