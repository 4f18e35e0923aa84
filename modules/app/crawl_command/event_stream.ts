export interface StreamEvent {
  /** The `Last-Event-ID` with which the stream continues after this event, or null if the event does not change it. */
  id: string | null;
  data: string;
}

/** Splits the text of an event stream into events (HTML Standard, "parsing an event stream"), in the form that our server writes. */
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
