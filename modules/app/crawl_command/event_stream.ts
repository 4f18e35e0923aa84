export interface StreamEvent {
  /** What `Last-Event-ID` is to say for the stream to go on after this event; null where the event changes nothing of that. */
  id: string | null;
  data: string;
}

/** Splits the text of an event stream into events (HTML Standard, "parsing an event stream"), as our server writes them. */
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
