export interface StreamEvent {
  /** The value of `Last-Event-ID` with which the stream continues after this event. Null if the event leaves it unchanged. */
  id: string | null;
  data: string;
}

/** Splits the text of an event stream into events (HTML Standard, "parsing an event stream"), in the form that our server sends. */
export function eventStreamParser(): TransformStream<string, StreamEvent> {
  let rest = "";
  return new TransformStream({
    transform(chunk, controller) {
      const blocks = (rest + chunk).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const data = fieldsOf(block, "data");
        if (data.length > 0) controller.enqueue({ id: fieldsOf(block, "id").at(-1) ?? null, data: data.join("\n") });
      }
    },
  });
}

function fieldsOf(block: string, name: string): string[] {
  const prefix = `${name}:`;
  return block.split("\n").filter((line) => line.startsWith(prefix)).map((line) => line.slice(prefix.length).replace(/^ /, ""));
}
