import { setPriority } from "node:os";
import { z } from "zod";
import { jsonLineWriter, readJsonLines } from "./json_lines.ts";

export interface Child<Command> {
  readonly pid: number;
  /** Sends a command. Resolves once the pipe has taken it, which is the backpressure. Never rejects, also if the child has ended. */
  send(command: Command): Promise<void>;
  /** Resolves with how the child ended, after its last report was handled. */
  readonly ended: Promise<{ code: number; signal: string | null; errors: string }>;
  kill(): void;
}

/** A setting of the C library. Otherwise each thread of a decoder has an arena of its own, whose memory is not given back. */
export const CHILD_ENVIRONMENT = { MALLOC_ARENA_MAX: "2" };

/**
 * Starts another Deno process that speaks JSON lines over its standard streams. Its reports are parsed with the schema `report`
 * and handled one after another. While `handle` is pending nothing more is read, so a fast child waits for a slow parent. The child
 * is killed if a report does not parse or `handle` throws. `clearEnv` keeps secrets from it.
 */
export function startChild<Schema extends z.ZodType, Command>(
  { args, report: schema, handle }: {
    args: string[];
    report: Schema;
    handle: (report: z.output<Schema>) => Promise<void> | void;
  },
): Child<Command> {
  const process = new Deno.Command(Deno.execPath(), {
    args,
    clearEnv: true,
    env: CHILD_ENVIRONMENT,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  lowerPriority(process.pid);
  const input = process.stdin.getWriter();
  const write = jsonLineWriter(input);
  const errors = readErrorTail(process.stderr);

  const reading = (async () => {
    for await (const value of readJsonLines(process.stdout)) await handle(schema.parse(value));
  })().catch((error: unknown) => {
    kill();
    return String(error instanceof z.ZodError ? z.prettifyError(error) : error);
  });

  const ended = (async () => {
    const { code, signal } = await process.status;
    // The process has ended, so its input is not needed, and `ended` reports how.
    void input.abort().catch(() => {});
    const fault = await reading;
    return { code, signal, errors: [await errors, fault ?? ""].filter((text) => text !== "").join("\n") };
  })();

  function kill(): void {
    try {
      process.kill("SIGKILL");
    } catch {
      // The child has ended by itself.
    }
  }

  // A child that has ended takes no commands, which `ended` reports.
  return { pid: process.pid, send: (command) => write(command).catch(() => {}), ended, kill };
}

/** Reads standard error of a child and returns its end, for the message about how the child ended. */
export async function readErrorTail(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stream) text = (text + decoder.decode(chunk, { stream: true })).slice(-4_000);
  return text.trim();
}

/**
 * Between normal (0) and low (10), because a crawl uses every core, but must not starve beside other work. Measured on two cores: a
 * crawl of 1,959 images beside two busy loops took 82 s at priority 10, 39 s at 5, and 23 s at 0. Searches of 50 clients beside a
 * crawl had medians of 22 and 75 ms at 10, 38 to 45 ms at 5, and 36 ms at 0.
 */
const CHILD_PRIORITY = 5;

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, CHILD_PRIORITY);
  } catch {
    // The child has ended by itself, or the system has no priorities.
  }
}
