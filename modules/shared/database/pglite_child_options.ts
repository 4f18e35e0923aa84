import { z } from "zod";

/** What the process of an embedded database is started with. Absolute paths; without a directory it is in memory. */
export const ChildOptions = z.object({
  directory: z.string().optional(),
  /** A dumped data directory (`.tar.gz`) that the database begins with. */
  template: z.string().optional(),
});
export type ChildOptions = z.infer<typeof ChildOptions>;
