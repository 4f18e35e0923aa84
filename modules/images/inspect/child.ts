import { reportWriter, serveParent } from "../../shared/process/parent.ts";
import { inspectFile } from "./inspect.ts";
import { AT_ONCE, type InspectReport, InspectRequest } from "./messages.ts";
import { takeTurns } from "./turns.ts";

/**
 * The entry of an inspect child: native decoders on hostile bytes, in a process that can be killed and has no network, no
 * database and no secrets. Decoding happens off this thread, so that the parent's end is noticed meanwhile.
 */
if (import.meta.main) {
  const report = reportWriter<InspectReport>();
  await report({ ready: true });
  // What is asked beyond that waits here rather than on its way.
  const turns = takeTurns(Array.from({ length: AT_ONCE }, (_, turn) => turn));
  await serveParent(InspectRequest, async ({ id, path, thumbnailPath }) => {
    const turn = await turns.take();
    void report({ id, inspection: await inspectFile(path, thumbnailPath) });
    turns.give(turn);
  });
}
