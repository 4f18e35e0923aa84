import { budget, fenced, type Frontier } from "./frontier.ts";
import { addPending } from "./host_queues.ts";
import { listClosedPages, reopenPages } from "./reopen_repository.ts";

/** The most pages that are opened at a time. Their pattern may be closed again after the first of them. */
const AT_ONCE = 200;
const URLS_PER_QUERY = 5_000;

/**
 * Opens pages whose pattern was closed before what its pages lead to was read: a gallery may have a page without news for each
 * photograph, and the photograph one link further. To be called when nothing else is left. Returns whether any page is open now.
 */
export async function reopenClosed(frontier: Frontier): Promise<boolean> {
  const { admission: { evidence } } = frontier;
  if (!evidence.hasOpened() || budget(frontier).page === 0) return false;
  const ids = await listOpenAgain(frontier);
  if (ids.length < AT_ONCE) evidence.forgetOpened();
  if (ids.length === 0) return false;
  const opened = await fenced(frontier, (tx) => reopenPages(tx, ids));
  for (const url of opened) addPending(frontier.queues, url);
  return opened.length > 0;
}

async function listOpenAgain({ database, attempt: { jobId }, admission: { evidence } }: Frontier): Promise<number[]> {
  const ids: number[] = [];
  for (let after = 0; ids.length < AT_ONCE;) {
    const pages = await listClosedPages(database, jobId, { after, limit: URLS_PER_QUERY });
    for (const { id, url } of pages) if (evidence.isOpenAgain(url)) ids.push(id);
    if (pages.length < URLS_PER_QUERY) break;
    after = pages.at(-1)?.id ?? after;
  }
  return ids.slice(0, AT_ONCE);
}
