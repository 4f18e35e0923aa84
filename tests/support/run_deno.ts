import { fileURLToPath } from "node:url";

export const ROOT = new URL("../../", import.meta.url);

export interface Outcome {
  ok: boolean;
  /** The standard output and standard error, without colours. */
  output: string;
}

/** Runs this Deno in the project's folder, and waits for its end. */
export async function runDeno(args: string[]): Promise<Outcome> {
  const command = new Deno.Command(Deno.execPath(), {
    args,
    cwd: fileURLToPath(ROOT),
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
  const { success, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { ok: success, output: `${decoder.decode(stdout)}${decoder.decode(stderr)}`.trim() };
}
