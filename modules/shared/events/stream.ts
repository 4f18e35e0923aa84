import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import type { Published } from "./hub.ts";

const HEARTBEAT_MILLISECONDS = 10_000;
const STALLED_MILLISECONDS = 30_000;

/** Answers with server-sent events until `observe` ends or the reader disconnects. The name of an event is its `type`. */
export function streamEvents<Event extends { type: string }>(
  context: Context,
  observe: (signal: AbortSignal) => AsyncIterable<Published<Event>>,
): Response {
  return streamSSE(context, async (stream) => {
    const left = new AbortController();
    let stalled = 0;
    stream.onAbort(() => left.abort());
    const write = async (send: () => Promise<unknown>) => {
      stalled = performance.now();
      await send();
      stalled = 0;
    };
    // A reader that has disconnected is noticed only by writing to it. A reader that takes nothing for long is disconnected.
    const heartbeat = setInterval(() => {
      if (stalled === 0) void write(() => stream.write(": still here\n\n"));
      else if (performance.now() - stalled > STALLED_MILLISECONDS) stream.abort();
    }, HEARTBEAT_MILLISECONDS);
    try {
      for await (const { id, event } of observe(left.signal)) {
        const message = { event: event.type, data: JSON.stringify(event), ...(id === null ? {} : { id: String(id) }) };
        await write(() => stream.writeSSE(message));
      }
    } finally {
      clearInterval(heartbeat);
    }
  });
}
