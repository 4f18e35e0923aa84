import { messageOf } from "../../shared/errors.ts";

/** Prints one file, the only one that this process may read. If it cannot, it prints why on standard error and exits with 1. */
if (import.meta.main) {
  try {
    using file = await Deno.open(Deno.args[0] ?? "");
    await file.readable.pipeTo(Deno.stdout.writable);
  } catch (error) {
    await Deno.stderr.write(new TextEncoder().encode(messageOf(error)));
    Deno.exit(1);
  }
}
