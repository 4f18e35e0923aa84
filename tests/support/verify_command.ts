import { fileURLToPath } from "node:url";
import { mainFlags } from "../../modules/app/process.ts";
import { ROOT } from "./run_deno.ts";

/** Runs `deno task verify` with its real permissions, on a data directory or, with `DATABASE_URL`, on a server. */
export async function verifyCommand(args: string[], environment: Record<string, string> = {}) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", ...mainFlags({ dataDir: environment.DATA_DIR ?? "data" })],
      ...["modules/app/verify/main.ts", ...args],
    ],
    cwd: fileURLToPath(ROOT),
    env: { DATABASE_URL: "", LOG_LEVEL: "error", INSPECT_PROCESSES: "1", NO_COLOR: "1", ...environment },
    stdin: "null",
  }).output();
  return { code, output: new TextDecoder().decode(stdout), errors: new TextDecoder().decode(stderr) };
}
