import { z } from "zod";
import { reportWriter, serveParent } from "../../modules/shared/process/parent.ts";

/** The entry of a child process for tests of the protocol. It does what the commands say. */
export const Command = z.discriminatedUnion("do", [
  z.object({ do: z.literal("echo"), text: z.string() }),
  z.object({ do: z.literal("flood"), count: z.number() }),
  z.object({ do: z.literal("long_line"), length: z.number() }),
  z.object({ do: z.literal("nonsense") }),
  z.object({ do: z.literal("environment"), name: z.string() }),
  z.object({ do: z.literal("spin") }),
  z.object({ do: z.literal("fail"), message: z.string() }),
]);
export type Command = z.infer<typeof Command>;

export const Report = z.object({ text: z.string(), sent: z.number().default(0) });

type Say = (report: z.input<typeof Report>) => Promise<void>;
let writer: Say | undefined;
/** Is opened at the first report, because a test that only imports the schemas must keep its standard output. */
const report: Say = (value) => (writer ??= reportWriter<z.input<typeof Report>>())(value);
let sent = 0;

if (import.meta.main) await serveParent(Command, obey);

function obey(command: Command): void {
  switch (command.do) {
    case "echo":
      return void report({ text: command.text, sent });
    case "flood":
      return void flood(command.count);
    case "long_line":
      return void report({ text: "x".repeat(command.length) });
    case "nonsense":
      return void Deno.stdout.write(new TextEncoder().encode("this is no JSON\n"));
    case "environment":
      return void report({ text: Deno.env.get(command.name) ?? "unset" });
    case "spin":
      // A busy loop runs in a worker, as in the crawl host, so that the thread that listens to the parent stays free.
      return void new Worker(`data:text/javascript,for(;;);`, { type: "module" });
    case "fail":
      throw new Error(command.message);
  }
}

async function flood(count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    await report({ text: "y".repeat(1_000) });
    sent++;
  }
}
