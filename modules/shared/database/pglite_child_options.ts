import { z } from "zod";

/** The options of the process of an embedded database. Paths are absolute. Without a directory the database is in memory. */
export const ChildOptions = z.object({
  directory: z.string().optional(),
  /** A dumped data directory (`.tar.gz`) with which the database begins. */
  template: z.string().optional(),
});
export type ChildOptions = z.infer<typeof ChildOptions>;
