import type { CrawlTask } from "../messages.ts";
import { DocumentKind, type UrlKind } from "../schemas.ts";

/** The classes of kinds that take turns and have limits of their own. Documents are read for the images that they name. */
export type KindClass = "page" | "image" | "document";

export const KINDS: Readonly<Record<KindClass, readonly UrlKind[]>> = {
  page: ["page"],
  image: ["image"],
  document: DocumentKind.options,
};
export const CLASSES = ["page", "image", "document"] as const;

export function classOf(kind: UrlKind): KindClass {
  return kind === "page" || kind === "image" ? kind : "document";
}

/** The URLs that wait for one origin. The rows of `crawl_url` are authoritative; this saves most queries for them. */
export interface HostQueue {
  readonly origin: string;
  /** Whether there may be pending rows of a class that are not claimed yet. */
  readonly more: Record<KindClass, boolean>;
  /** Claimed tasks, which are handed out when the host's clock allows. */
  readonly ready: Record<KindClass, CrawlTask[]>;
  /** The class that is handed out next. */
  turn: "page" | "image";
  /** When a retry of this origin may be claimed; Infinity if none waits. Milliseconds of the monotonic clock. */
  retryAt: number;
  /** The host must not be visited before this time, so its clock is not asked before. */
  restUntil: number;
}

export type HostQueues = Map<string, HostQueue>;

export function queueOf(queues: HostQueues, origin: string): HostQueue {
  const known = queues.get(origin);
  if (known) return known;
  const queue: HostQueue = {
    origin,
    more: { page: false, image: false, document: false },
    ready: { page: [], image: [], document: [] },
    turn: "image",
    retryAt: Infinity,
    restUntil: -Infinity,
  };
  queues.set(origin, queue);
  return queue;
}

/** Records that a URL of this origin became pending. Inline images have no queue, because they are not fetched. */
export function addPending(queues: HostQueues, { origin, kind }: { origin: string; kind: UrlKind }): void {
  if (origin !== INLINE && kind !== "robots") queueOf(queues, origin).more[classOf(kind)] = true;
}

/** The origin of inline images, which are data: URLs in a page. */
export const INLINE = "data:";

/** Records that a URL of this origin is to be tried again after a wait. */
export function addRetry(queues: HostQueues, origin: string, waitMilliseconds: number): void {
  const queue = queueOf(queues, origin);
  queue.retryAt = Math.min(queue.retryAt, performance.now() + waitMilliseconds);
}

/** Takes up to `room` claimed tasks: documents first, then pages and images by turns, so that images appear from the start. */
export function takeReady(queue: HostQueue, room: number): CrawlTask[] {
  const tasks = queue.ready.document.splice(0, room);
  while (tasks.length < room) {
    const other = queue.turn === "page" ? "image" : "page";
    const task = queue.ready[queue.turn].shift() ?? queue.ready[other].shift();
    if (!task) break;
    queue.turn = task.kind === "page" ? "image" : "page";
    tasks.push(task);
  }
  return tasks;
}

export function readyCount({ ready }: HostQueue): number {
  return ready.page.length + ready.image.length + ready.document.length;
}
