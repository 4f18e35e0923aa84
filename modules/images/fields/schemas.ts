import { z } from "zod";

/** What an operation did to one field of an image. */
export const FieldChange = z.object({ image: z.number().int(), field: z.string(), before: z.unknown(), after: z.unknown() });
export type FieldChange = z.infer<typeof FieldChange>;

/** What a person may change on an image itself. A field that is not named stays as it is. */
export interface FieldEdit {
  note?: string | undefined;
  /** 1 to 5; null removes it. */
  rating?: number | null | undefined;
  trashed?: boolean | undefined;
}
