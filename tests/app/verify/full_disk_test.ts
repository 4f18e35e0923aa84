import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { hasNamespaces } from "../../faults/disk.ts";
import { mainFlags } from "../../../modules/app/process.ts";
import { embeddedTemplate } from "../../support/database.ts";
import { withDirectory } from "../../support/directory.ts";
import { ROOT } from "../../support/run_deno.ts";

/** Shell script: mounts a small disk in a mount namespace, fills it with a library and a filler, and runs a command. */
const ON_FULL_DISK = `mount -t tmpfs -o size=80m tmpfs "$1" && mkdir "$1/database" && tar xzf "$2" -C "$1/database" || exit 9
echo > "$1/lock"
cat /dev/zero > "$1/filler" 2> /dev/null
shift 2
exec "$@"`;

Deno.test({
  name: "deno task verify of an undamaged library on a full disk says that the disk is full, and not that the library is damaged",
  ignore: !await hasNamespaces(),
  fn: () =>
    withDirectory(async (dataDir) => {
      const command = [Deno.execPath(), "run", "--quiet", ...mainFlags({ dataDir }), "modules/app/verify/main.ts"];
      const { code, stdout, stderr } = await new Deno.Command("unshare", {
        args: ["-Urm", "sh", "-c", ON_FULL_DISK, "sh", dataDir, await embeddedTemplate(), ...command],
        cwd: fileURLToPath(ROOT),
        env: { DATA_DIR: dataDir, DATABASE_URL: "", LOG_LEVEL: "error" },
        signal: AbortSignal.timeout(100_000),
      }).output();
      const errors = new TextDecoder().decode(stderr);
      assert.deepEqual([code, new TextDecoder().decode(stdout)], [2, ""], errors);
      assert.match(errors, /The disk of .* is nearly full: \d+ MB are free/);
      assert.doesNotMatch(errors, /backup/);
    }),
});
