/** The longest line between our processes. A longer one ends the connection. */
export const LINE_BYTES = 4 * 1024 * 1024;

/** Reads one JSON value per line. Throws if a line is too long or not JSON, because then the other side is broken. */
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

/** Returns a function that writes one value per line. Values that are passed during a write leave together in the next one. */
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
      // Reset in the same turn of the event loop as the last check of `lines`, so that later values begin a new flush.
      flushing = null;
    }
  };
  return (value) => {
    lines += JSON.stringify(value) + "\n";
    flushing ??= flush();
    return flushing;
  };
}
