/** No line of a protocol between our processes is longer; a longer one ends the connection. */
export const LINE_BYTES = 4 * 1024 * 1024;

/** Reads one JSON value a line. Throws on a line that is too long or is not JSON: the other side is broken. */
export async function* readJsonLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<unknown> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") yield JSON.parse(line);
    if (rest.length > LINE_BYTES) throw new Error(`A line is longer than ${LINE_BYTES} characters`);
  }
}

/** Returns a function that writes one value a line; values given while a write is under way leave in one write after it. */
export function jsonLineWriter(writer: WritableStreamDefaultWriter<Uint8Array>): (value: unknown) => Promise<void> {
  const encoder = new TextEncoder();
  let lines = "";
  let flushing: Promise<void> | null = null;

  const flush = async () => {
    try {
      while (lines !== "") {
        const batch = encoder.encode(lines);
        lines = "";
        await writer.write(batch);
      }
    } finally {
      // In the same turn as the last look at the lines: what is given after it has to begin a flush of its own.
      flushing = null;
    }
  };
  return (value) => {
    lines += JSON.stringify(value) + "\n";
    flushing ??= flush();
    return flushing;
  };
}
