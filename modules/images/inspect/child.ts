import { reportWriter, serveParent } from "../../shared/process/parent.ts";
import { inspectFile } from "./inspect.ts";
import { type InspectReport, InspectRequest } from "./messages.ts";

/**
 * The entry of an inspect child: native decoders on hostile bytes, in a process that can be killed and has no network, no
 * database and no secrets. Decoding happens off this thread, so that the parent's end is noticed meanwhile.
 */
if (import.meta.main) {
  const report = reportWriter<InspectReport>();
  await report({ ready: true });
  // One after another: what is asked meanwhile waits here rather than on its way.
  let last = Promise.resolve();
  await serveParent(InspectRequest, ({ id, path, thumbnailPath }) => {
    last = last.then(async () => void report({ id, inspection: await inspectFile(path, thumbnailPath) }));
  });
}
