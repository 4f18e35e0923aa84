import type { CrawlTask } from "../messages.ts";
import { DocumentKind, type UrlKind } from "../schemas.ts";

/** What a kind counts as where kinds take turns and have limits. Documents are read for the images that they name. */
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

/** What waits at one origin. The rows of `crawl_url` are the truth; this is what makes asking them rarely enough. */
export interface HostQueue {
  readonly origin: string;
  /** Whether pending rows of a class may be there that are not claimed yet. */
  readonly more: Record<KindClass, boolean>;
  /** Claimed, and to be handed out when the host's clock allows. */
  readonly ready: Record<KindClass, CrawlTask[]>;
  /** Whether a page or an image is handed out next. */
  turn: "page" | "image";
  /** When a retry of this origin may be claimed; Infinity where none waits. Milliseconds of the monotonic clock. */
  retryAt: number;
  /** The host is not to be visited before, so it is not asked for. */
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

/** A URL of this origin became pending. Images that stand in a page are nowhere to be fetched. */
export function addPending(queues: HostQueues, { origin, kind }: { origin: string; kind: UrlKind }): void {
  if (origin !== INLINE && kind !== "robots") queueOf(queues, origin).more[classOf(kind)] = true;
}

/** The origin of images that stand in a page as data: URLs. */
export const INLINE = "data:";

/** A URL of this origin is to be tried again after a while. */
export function addRetry(queues: HostQueues, origin: string, waitMilliseconds: number): void {
  const queue = queueOf(queues, origin);
  queue.retryAt = Math.min(queue.retryAt, performance.now() + waitMilliseconds);
}

/** Takes up to `room` claimed tasks: documents first, then pages and images in turns, so that images show from the start. */
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
