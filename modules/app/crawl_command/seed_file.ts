import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { typedIn } from "../../shared/config.ts";
import { AppError, messageOf } from "../../shared/errors.ts";
import type { Fault } from "../../shared/fault.ts";
import { SeedUrl } from "../../crawl/schemas.ts";
import { URL_LENGTH } from "../../crawl/rules/address.ts";
import { addressLines } from "../../crawl/text_lines.ts";

/** The longest file that is read. It is many times longer than the longest list of seeds. */
const BYTES = 8 * URL_LENGTH * 1_000;
const FAULTS_SHOWN = 10;
const READER = fileURLToPath(new URL("./print_file.ts", import.meta.url));

/** Reads a file of addresses, or standard input for "-". Throws `invalid` if it cannot be read or is too long. */
export function readSeedFile(path: string): string {
  const bytes = path === "-" ? readInput() : readBytes(path);
  if (bytes.length > BYTES) throw new AppError("invalid", `${nameOf(path)} is too large for a list of addresses`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new AppError("invalid", `${nameOf(path)} is not UTF-8 text`);
  }
}

/** Returns the addresses in a text. Throws `invalid` with the number of each line that holds something else. */
export function seedsOf(path: string, text: string): string[] {
  const faults: Fault[] = [];
  const seeds: string[] = [];
  for (const { line, text: address } of addressLines(text)) {
    const parsed = SeedUrl.safeParse(address);
    if (parsed.success) seeds.push(parsed.data);
    else faults.push({ path: `line ${line}`, message: parsed.error.issues[0]?.message ?? "is not an address" });
  }
  if (faults.length === 0) return seeds;
  const lines = faults.slice(0, FAULTS_SHOWN).map(({ path: where, message }) => `${nameOf(path)}, ${where}: ${message}`);
  const rest = faults.length - lines.length;
  throw new AppError("invalid", [...lines, ...(rest > 0 ? [`and ${rest} more lines`] : [])].join("\n"), { faults });
}

/** Returns how messages name the file. */
export function nameOf(path: string): string {
  return path === "-" ? "Standard input" : path;
}

function readInput(): Uint8Array {
  const bytes = new Uint8Array(BYTES + 1);
  let length = 0;
  while (length < bytes.length) {
    const read = Deno.stdin.readSync(bytes.subarray(length));
    if (read === null) break;
    length += read;
  }
  return bytes.subarray(0, length);
}

/** Reads a file outside the project by a child that may read this one file only, because this process may not read it. */
function readBytes(path: string): Uint8Array {
  const whole = resolve(typedIn(), path);
  try {
    return Deno.readFileSync(whole);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw unreadable(path, messageOf(error));
  }
  if (whole.includes(",")) throw unreadable(path, "its path contains a comma. Use --from-file - < FILE instead.");
  const args = ["run", "--quiet", "--no-prompt", `--allow-read=${whole}`, READER, whole];
  const { success, stdout, stderr } = new Deno.Command(Deno.execPath(), { args, stdin: "null" }).outputSync();
  if (!success) throw unreadable(path, new TextDecoder().decode(stderr).trim().split("\n")[0] ?? "");
  return stdout;
}

function unreadable(path: string, why: string): AppError {
  return new AppError("invalid", `${path} cannot be read: ${why}`);
}
