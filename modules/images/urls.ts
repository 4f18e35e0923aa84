/** Where the thumbnail is: in a file of its own, the image itself (`self`) because it is small, or there is none. */
export type Thumbnail = "file" | "self" | "none";

export function fileUrl({ sha256, extension }: { sha256: string; extension: string }): string {
  return `/files/${sha256}.${extension}`;
}

/** URL of the thumbnail, or null if there is none. */
export function thumbnailUrl(image: { sha256: string; extension: string; thumbnail: Thumbnail }): string | null {
  if (image.thumbnail === "none") return null;
  return image.thumbnail === "self" ? fileUrl(image) : `/thumbs/${image.sha256}.webp`;
}

export function galleryUrl(query: string): string {
  return query === "" ? "/" : `/?${new URLSearchParams({ q: query })}`;
}

/** URL of an image's page. It carries the query of the search, so that its link back leads to the same results. */
export function imageUrl(id: number, query: string): string {
  return query === "" ? `/images/${id}` : `/images/${id}?${new URLSearchParams({ q: query })}`;
}
