import { startChild } from "../../modules/shared/process/child.ts";
import { type Command, Report } from "./talking_child.ts";

/** Starts a busy child process, prints its pid, and waits to be killed. */
if (import.meta.main) {
  const child = startChild<typeof Report, Command>({
    args: ["run", "--quiet", "--no-prompt", "--allow-env", new URL("./talking_child.ts", import.meta.url).pathname],
    report: Report,
    handle: async () => {
      await Deno.stdout.write(new TextEncoder().encode(`${child.pid}\n`));
    },
  });
  if (Deno.args[0] === "spin") await child.send({ do: "spin" });
  await child.send({ do: "echo", text: "ready" });
  await child.ended;
}
