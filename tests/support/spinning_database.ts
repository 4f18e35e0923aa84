import { openEmbedded } from "../../modules/shared/database/pglite.ts";

/** Opens the embedded database in the directory of its argument, prints that, and runs a statement that never ends. */
if (import.meta.main) {
  const database = await openEmbedded({ directory: Deno.args[0] ?? "", statementMilliseconds: 600_000 });
  const endless = database.query("select count(*) from generate_series(1, 1000000000000)");
  await Deno.stdout.write(new TextEncoder().encode("open\n"));
  await endless;
}
