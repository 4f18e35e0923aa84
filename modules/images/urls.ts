/** Where a thumbnail is: a file of its own, the image itself because it is small, or nowhere. */
export type Thumbnail = "file" | "self" | "none";

export function fileUrl({ sha256, extension }: { sha256: string; extension: string }): string {
  return `/files/${sha256}.${extension}`;
}

/** Null where there is none: show a placeholder. */
export function thumbnailUrl(image: { sha256: string; extension: string; thumbnail: Thumbnail }): string | null {
  if (image.thumbnail === "none") return null;
  return image.thumbnail === "self" ? fileUrl(image) : `/thumbs/${image.sha256}.webp`;
}

export function galleryUrl(query: string): string {
  return query === "" ? "/" : `/?${new URLSearchParams({ q: query })}`;
}

/** An image's page carries the query, so that the way back leads to the same results. */
export function imageUrl(id: number, query: string): string {
  return query === "" ? `/images/${id}` : `/images/${id}?${new URLSearchParams({ q: query })}`;
}
