import { parseArgs } from "node:util";
import { z } from "zod";

export const HELP = `deno task soak [--minutes N] [--kind embedded|server] [--fault N [--rounds N]]

Runs the real program, crawls a site of its own again and again, searches, edits tags, and does one fault a minute at a random
moment: processes are killed, PostgreSQL is restarted or frozen, the disk fills up, the site misbehaves. At the end the invariants
I1 to I10 are checked, and the site's own log is compared with what is stored.

  --minutes N   how long, 20 if not given
  --kind KIND   embedded or server; both, one after the other, if not given
  --fault N     does the faults of number N alone, each on a program of its own, and prints a line a round
  --rounds N    how often, 5 if not given

The server kind starts a PostgreSQL of its own from /usr/lib/postgresql. FAULT_SEED=N repeats the random choices of an earlier run,
whose first line names it. Exit status: 0 everything held, 1 something did not, 2 wrong arguments.`;

const number = z.coerce.number("must be a number").int().positive();
const Arguments = z.object({
  help: z.boolean().default(false),
  minutes: number.default(20),
  rounds: number.default(5),
  fault: number.max(23).optional(),
  kind: z.enum(["embedded", "server"]).optional(),
});
export type SoakArguments = z.infer<typeof Arguments>;

/** Reads the arguments. Throws an error whose message is for people. */
export function readArguments(args: string[]): SoakArguments {
  const text = { type: "string" } as const;
  const options = { help: { type: "boolean" }, minutes: text, rounds: text, fault: text, kind: text } as const;
  const parsed = Arguments.safeParse(parseArgs({ args, options }).values);
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map(({ path, message }) => `--${path.join(".")} ${message}`).join("\n"));
}
