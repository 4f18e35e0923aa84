import type { z } from "zod";
import { jsonLineWriter, readJsonLines } from "./json_lines.ts";

/**
 * The child's side of `startChild()`: passes every parsed command to `handle` without waiting for it, and ends the process when the
 * parent has ended. The thread that calls this must not block, because the end of the input is how the child notices that.
 */
export async function serveParent<Schema extends z.ZodType>(
  schema: Schema,
  handle: (command: z.output<Schema>) => void,
): Promise<never> {
  try {
    for await (const value of readJsonLines(Deno.stdin.readable)) handle(schema.parse(value));
  } catch (error) {
    // If standard error is closed, nobody reads it, and the exit status says that something failed.
    await Deno.stderr.write(new TextEncoder().encode(`${error instanceof Error ? error.stack : error}\n`)).catch(() => {});
    Deno.exit(1);
  }
  Deno.exit();
}

/** Returns a function that sends a report to the parent. It resolves once the pipe has taken the report. */
export function reportWriter<Report>(): (report: Report) => Promise<void> {
  return jsonLineWriter(Deno.stdout.writable.getWriter());
}
