import { messageOf } from "../../shared/errors.ts";

/** Prints one file, which is all that this process may read; on standard error and status 1 why it cannot. */
if (import.meta.main) {
  try {
    using file = await Deno.open(Deno.args[0] ?? "");
    await file.readable.pipeTo(Deno.stdout.writable);
  } catch (error) {
    await Deno.stderr.write(new TextEncoder().encode(messageOf(error)));
    Deno.exit(1);
  }
}
