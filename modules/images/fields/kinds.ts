import { z } from "zod";
import { operationKind } from "../../history/kinds.ts";
import { formatCount } from "../../shared/web/format.ts";

/** The image of the operation by its id, or the number of images. */
const Images = z.union([z.object({ image: z.number() }), z.object({ images: z.number() })]);
type Images = z.infer<typeof Images>;

export const EDIT_FIELDS = operationKind({
  name: "edit",
  label: "Notes and ratings edited",
  parameters: z.intersection(Images, z.object({ fields: z.array(z.string()) })),
  text: (given) => `Edit the ${given.fields.join(" and ")} of ${imagesText(given)}`,
});

export const TRASH = operationKind({
  name: "trash",
  label: "Images trashed",
  parameters: Images,
  text: (images) => `Trash ${imagesText(images)}`,
});

export const RESTORE = operationKind({
  name: "restore",
  label: "Images restored",
  parameters: Images,
  text: (images) => `Restore ${imagesText(images)}`,
});

export const FIELD_KINDS = [EDIT_FIELDS, TRASH, RESTORE];

function imagesText(given: Images): string {
  return "image" in given ? `image ${given.image}` : `${formatCount(given.images)} images`;
}
