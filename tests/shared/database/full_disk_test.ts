import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { hasNamespaces } from "../../faults/disk.ts";
import { withDirectory } from "../../support/directory.ts";
import type { FullDiskOutcome } from "../../support/full_disk.ts";

const PROGRAM = fileURLToPath(new URL("../../support/full_disk.ts", import.meta.url));
/** A new mount namespace, in which the directory is a small disk. */
const OWN_DISK = `mount -t tmpfs -o size=300m tmpfs "$1" && exec "$2" run -A --quiet "$3" "$1"`;

Deno.test({
  name: "an embedded database that meets a full disk answers again, loses nothing, and starts with or without its reserve",
  ignore: !await hasNamespaces(),
  fn: () =>
    withDirectory(async (directory) => {
      const { success, stdout, stderr } = await new Deno.Command("unshare", {
        args: ["-Urm", "sh", "-c", OWN_DISK, "sh", directory, Deno.execPath(), PROGRAM],
        signal: AbortSignal.timeout(170_000),
      }).output();
      const words = new TextDecoder().decode(stderr);
      assert.ok(success, words);
      const { wall, startWithReserve, startWithout, afterwards }: FullDiskOutcome = JSON.parse(new TextDecoder().decode(stdout));
      assert.match(wall.refused, /DiskError: .*disk is (nearly )?full|The embedded database/);
      assert.ok(wall.readAgain < 60_000, `It took ${wall.readAgain} ms`);
      assert.match(startWithReserve.said, /^The disk of .* is nearly full: \d+ MB are free/);
      assert.match(startWithout, /because the disk is full/);
      assert.doesNotMatch(startWithout, /backup/);
      const rows = wall.acknowledged;
      assert.deepEqual([wall.rows, startWithReserve.rows, afterwards], [rows, rows, rows]);
    }),
});
