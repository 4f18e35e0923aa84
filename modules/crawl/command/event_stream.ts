/** Splits the text of an event stream into events (HTML Standard, "parsing an event stream"); only `data` is of use here. */
export function eventStreamParser(): TransformStream<string, { data: string }> {
  let rest = "";
  return new TransformStream({
    transform(chunk, controller) {
      const blocks = (rest + chunk).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const data = block.split("\n").filter((line) => line.startsWith("data:")).map((line) => line.slice(5).replace(/^ /, ""));
        if (data.length > 0) controller.enqueue({ data: data.join("\n") });
      }
    },
  });
}
