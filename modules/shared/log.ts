export type Level = "debug" | "info" | "warning" | "error";
export type LogFields = Record<string, unknown>;

export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warning(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

const ORDER: readonly Level[] = ["debug", "info", "warning", "error"];
const COLOUR: Record<Level, string> = { debug: "\x1b[90m", info: "\x1b[36m", warning: "\x1b[33m", error: "\x1b[31m" };
const encoder = new TextEncoder();

/** Writes one line per event to standard error, as JSON for programs or as aligned text for people. */
export function createLog(
  { level, format, write = writeToStandardError }: { level: Level; format: "text" | "json"; write?: (line: string) => void },
): Log {
  const line = format === "json" ? jsonLine : textLine;
  const at = (own: Level) => (message: string, fields: LogFields = {}) => {
    if (ORDER.indexOf(own) >= ORDER.indexOf(level)) write(line(own, message, fields));
  };
  return { debug: at("debug"), info: at("info"), warning: at("warning"), error: at("error") };
}

function jsonLine(level: Level, message: string, fields: LogFields): string {
  return JSON.stringify({ time: new Date().toISOString(), level, message, ...printable(fields) }) + "\n";
}

function textLine(level: Level, message: string, fields: LogFields): string {
  const rest = Object.entries(printable(fields)).map(([name, value]) =>
    ` \x1b[90m${name}=\x1b[0m${typeof value === "string" ? oneLine(value) : JSON.stringify(value)}`
  );
  return `${new Date().toISOString().slice(11, 19)} ${COLOUR[level]}${level.padEnd(7)}\x1b[0m ${oneLine(message)}${
    rest.join("")
  }\n`;
}

function printable(fields: LogFields): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? value.stack ?? value.message : value]),
  );
}

/** Removes control characters, which must not reach the terminal: log lines may hold text from crawled sites. */
function oneLine(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/[\x00-\x1f\x7f-\x9f]+/g, " ");
}

function writeToStandardError(line: string): void {
  Deno.stderr.writeSync(encoder.encode(line));
}
