import { z } from "zod";

/** The value of a field of an image before and after an operation. */
export const FieldChange = z.object({ image: z.number().int(), field: z.string(), before: z.unknown(), after: z.unknown() });
export type FieldChange = z.infer<typeof FieldChange>;

/** Values to set on an image. A field that is not given stays as it is. */
export interface FieldValues {
  note?: string | undefined;
  /** 1 to 5; null removes it. */
  rating?: number | null | undefined;
  trashed?: boolean | undefined;
}
