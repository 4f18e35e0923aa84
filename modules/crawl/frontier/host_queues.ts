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
  /** Whether there may be pending rows of a class that were never asked for and are not claimed yet. */
  readonly more: Record<KindClass, boolean>;
  /** Claimed tasks, which are handed out when the host's clock allows. */
  readonly ready: Record<KindClass, CrawlTask[]>;
  /** Whether there may be rows of a class that failed before, are due and are not claimed yet. */
  readonly moreRetries: Record<KindClass, boolean>;
  /** Claimed tasks that failed before. They are handed out after all others, because they will probably fail again. */
  readonly retries: CrawlTask[];
  /** The class that is handed out next. */
  turn: "page" | "image";
  /** Whether the next task comes from the end of the queue if the host is suspect; see `isSuspect()`. */
  takesLast: boolean;
  /** When the retries of each class may be claimed, in milliseconds of the monotonic clock. `retryAt` is the first of all. */
  readonly retryTimes: Record<KindClass, number[]>;
  /** Infinity if no retry waits. */
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
    moreRetries: { page: false, image: false, document: false },
    retries: [],
    turn: "image",
    takesLast: true,
    retryTimes: { page: [], image: [], document: [] },
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
export function addRetry(
  queues: HostQueues,
  { origin, kind }: { origin: string; kind: UrlKind },
  waitMilliseconds: number,
): void {
  const queue = queueOf(queues, origin);
  const time = performance.now() + waitMilliseconds;
  queue.retryTimes[classOf(kind)].push(time);
  queue.retryAt = Math.min(queue.retryAt, time);
}

/** Records that retries are due, if their time has come. */
export function wakeRetries(queue: HostQueue, now: number): void {
  if (queue.retryAt > now) return;
  queue.retryAt = Infinity;
  for (const kind of CLASSES) {
    queue.retryTimes[kind] = queue.retryTimes[kind].filter((time) => time > now);
    queue.retryAt = queue.retryTimes[kind].reduce((first, time) => Math.min(first, time), queue.retryAt);
    queue.moreRetries[kind] = true;
  }
}

/**
 * Takes up to `room` claimed tasks: documents first, then pages and images by turns, so that images appear from the start, and
 * retries after all others. `place` says which of the ready ones it takes, from 0 (the first) to 1 (the last).
 */
export function takeReady(queue: HostQueue, room: number, { place = 0 } = {}): CrawlTask[] {
  const { ready, retries } = queue;
  const take = (tasks: CrawlTask[]) => tasks.splice(Math.floor(place * (tasks.length - 1)), 1)[0];
  const taken: CrawlTask[] = [];
  while (taken.length < room) {
    const other = queue.turn === "page" ? "image" : "page";
    const task = take(ready.document) ?? take(ready[queue.turn]) ?? take(ready[other]) ?? retries.shift();
    if (!task) break;
    if (task.kind === "page" || task.kind === "image") queue.turn = task.kind === "page" ? "image" : "page";
    taken.push(task);
  }
  return taken;
}

/** Counts the claimed tasks that were never asked for. */
export function freshCount({ ready }: HostQueue): number {
  return ready.page.length + ready.image.length + ready.document.length;
}

export function readyCount(queue: HostQueue): number {
  return freshCount(queue) + queue.retries.length;
}

/** Whether a task may be taken now, as far as is known without a query. */
export function isWaiting(queue: HostQueue): boolean {
  return readyCount(queue) > 0 || CLASSES.some((kind) => queue.more[kind] || queue.moreRetries[kind]);
}

/** Takes all claimed tasks out of the queue. */
export function takeAll(queue: HostQueue): CrawlTask[] {
  return [...CLASSES.flatMap((kind) => queue.ready[kind].splice(0)), ...queue.retries.splice(0)];
}
