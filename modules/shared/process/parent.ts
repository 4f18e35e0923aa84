import type { z } from "zod";
import { jsonLineWriter, readJsonLines } from "./json_lines.ts";

/**
 * The child's end of `startChild`: hands every parsed command to `handle` without waiting for it, and ends the process when
 * the parent is gone. Keep the thread that calls this free: the end of the input is how an orphan notices.
 */
export async function serveParent<Schema extends z.ZodType>(
  schema: Schema,
  handle: (command: z.output<Schema>) => void,
): Promise<never> {
  try {
    for await (const value of readJsonLines(Deno.stdin.readable)) handle(schema.parse(value));
  } catch (error) {
    // Where standard error is closed nobody reads it; the exit status tells.
    await Deno.stderr.write(new TextEncoder().encode(`${error instanceof Error ? error.stack : error}\n`)).catch(() => {});
    Deno.exit(1);
  }
  Deno.exit();
}

/** Reports to the parent; resolves once the pipe has taken it. */
export function reportWriter<Report>(): (report: Report) => Promise<void> {
  return jsonLineWriter(Deno.stdout.writable.getWriter());
}
