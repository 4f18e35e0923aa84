import { fileURLToPath } from "node:url";
import { readConfig } from "../../modules/shared/config.ts";
import { mainFlags } from "../../modules/app/process.ts";
import { ROOT } from "../support/run_deno.ts";

const ASK_SECONDS = 60;
const ERRORS_KEPT = 20_000;

export interface Answer {
  status: number;
  /** The whole seconds of Retry-After, or null if the answer has none. */
  retryAfter: number | null;
  /** The parsed JSON, or the text if it is not JSON. */
  body: unknown;
  milliseconds: number;
}

/** The program, as `deno task start` runs it. */
export interface Program {
  readonly pid: number;
  readonly status: Promise<Deno.CommandStatus>;
  /** Whether the process has ended. */
  ended(): boolean;
  /** The last lines of its standard error. */
  errors(): string;
  kill(signal: Deno.Signal): void;
}

/** How the program is started. A stage uses the same for all its starts. */
export interface ProgramSetting {
  /** Settings of the program. `PORT` is fixed, so that the address is the same after a restart. */
  environment: Record<string, string>;
  /** A command line before the program's, which must replace itself by the program: `nsenter …`. */
  wrapper?: readonly string[];
  /** A module that is loaded before the program by `--preload`. */
  preload?: string;
}

export function startProgram({ environment, wrapper = [], preload }: ProgramSetting): Program {
  const config = readConfig(environment);
  const flags = mainFlags({ dataDir: config.dataDir, crawlersDir: config.crawl.crawlersDir });
  const [command = "", ...args] = [
    ...wrapper,
    ...[Deno.execPath(), "run", "--quiet", ...flags, ...(preload === undefined ? [] : [`--preload=${preload}`]), "main.ts"],
  ];
  const child = new Deno.Command(command, {
    args,
    cwd: fileURLToPath(ROOT),
    env: { DATABASE_URL: "", ACCESS_TOKEN: "", NO_COLOR: "1", ...environment },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let errors = "";
  void child.stderr.pipeThrough(new TextDecoderStream()).pipeTo(
    new WritableStream({ write: (text) => void (errors = (errors + text).slice(-ERRORS_KEPT)) }),
  ).catch(() => {});
  let ended = false;
  const status = child.status.finally(() => ended = true);
  return {
    pid: child.pid,
    status,
    ended: () => ended,
    errors: () => errors,
    kill: (signal) => {
      if (!ended) child.kill(signal);
    },
  };
}

/** Sends one request to the program. The status is 0 if the connection fails or there is no answer within `seconds`. */
export async function ask(
  url: string,
  { method = "GET", body, seconds = ASK_SECONDS }: { method?: string; body?: unknown; seconds?: number } = {},
): Promise<Answer> {
  const begun = performance.now();
  const json = { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  try {
    const response = await fetch(url, {
      method,
      ...(body === undefined ? {} : json),
      signal: AbortSignal.timeout(seconds * 1_000),
    });
    const text = await response.text();
    const isJson = /\bjson\b/.test(response.headers.get("content-type") ?? "");
    const retryAfter = response.headers.get("retry-after");
    return {
      status: response.status,
      retryAfter: retryAfter === null ? null : Number(retryAfter),
      body: isJson ? JSON.parse(text) : text,
      milliseconds: performance.now() - begun,
    };
  } catch (error) {
    return { status: 0, retryAfter: null, body: String(error), milliseconds: performance.now() - begun };
  }
}

/** Repeats a request until the answer is as wanted. Throws with the last answer after `seconds`. */
export async function askUntil(
  url: string,
  wanted: (answer: Answer) => boolean,
  { seconds, program }: { seconds: number; program?: Program },
): Promise<Answer> {
  const deadline = performance.now() + seconds * 1_000;
  while (true) {
    const answer = await ask(url, { seconds: Math.max(1, (deadline - performance.now()) / 1_000) });
    if (wanted(answer)) return answer;
    if (program?.ended()) throw new Error(`The program has ended: ${program.errors().slice(-2_000)}`);
    if (performance.now() > deadline) {
      throw new Error(
        `${new URL(url).pathname} after ${seconds} s: ${answer.status} ${JSON.stringify(answer.body).slice(0, 500)}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
