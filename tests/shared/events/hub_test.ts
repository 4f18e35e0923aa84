import assert from "node:assert/strict";
import { createHub, type EventHub, type Published } from "../../../modules/shared/events/hub.ts";

interface Message {
  text: string;
}

function message(id: number): Published<Message> {
  return { id, event: { text: `m${id}` } };
}

async function ids(events: AsyncIterable<Published<Message>>): Promise<(number | null)[]> {
  return await Array.fromAsync(events, ({ id }) => id);
}

function publish(hub: EventHub<Message>, topic: number, from: number, to: number): void {
  for (let id = from; id <= to; id++) hub.publish(topic, message(id));
}

Deno.test("every subscriber of a topic gets every event from when it subscribed, in order, and those of no other topic", async () => {
  const hub = createHub<Message>();
  const leaving = new AbortController();
  const first = ids(hub.subscribe(1, leaving.signal));
  publish(hub, 1, 1, 2);
  const second = ids(hub.subscribe(1, leaving.signal));
  const other = ids(hub.subscribe(2, leaving.signal));
  publish(hub, 1, 3, 4);
  publish(hub, 2, 9, 9);
  await new Promise((resolve) => setTimeout(resolve, 1));
  publish(hub, 1, 5, 5);
  await new Promise((resolve) => setTimeout(resolve, 1));
  leaving.abort();
  assert.deepEqual(await Promise.all([first, second, other]), [[1, 2, 3, 4, 5], [3, 4, 5], [9]]);
  publish(hub, 1, 6, 6);
});

Deno.test("events that come before the reading begins are not lost", async () => {
  const hub = createHub<Message>();
  const leaving = new AbortController();
  const events = hub.subscribe(1, leaving.signal);
  publish(hub, 1, 1, 3);
  const read: (number | null)[] = [];
  for await (const { id } of events) {
    read.push(id);
    if (id === 3) break;
  }
  assert.deepEqual(read, [1, 2, 3]);
});

Deno.test("a reader that falls too far behind is dropped, and the others are not", async () => {
  const hub = createHub<Message>();
  const leaving = new AbortController();
  const stalled = hub.subscribe(1, leaving.signal);
  const quick = ids(hub.subscribe(1, leaving.signal));
  for (let burst = 0; burst < 6; burst++) {
    publish(hub, 1, burst * 100, burst * 100 + 99);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  assert.deepEqual(await ids(stalled), []);
  leaving.abort();
  assert.equal((await quick).length, 600);
});

Deno.test("closing the hub ends every subscription, also one that nobody reads yet", async () => {
  const hub = createHub<Message>();
  const { signal } = new AbortController();
  const reading = [ids(hub.subscribe(1, signal)), ids(hub.subscribe(1, signal)), ids(hub.subscribe(2, signal))];
  const unread = hub.subscribe(2, signal);
  publish(hub, 1, 1, 2);
  await new Promise((resolve) => setTimeout(resolve, 1));
  hub.close();
  publish(hub, 1, 3, 3);
  assert.deepEqual(await Promise.all(reading), [[1, 2], [1, 2], []]);
  assert.deepEqual(await ids(unread), []);
});

Deno.test("a signal that has aborted already ends the subscription at once", async () => {
  const hub = createHub<Message>();
  const events = hub.subscribe(1, AbortSignal.abort());
  publish(hub, 1, 1, 1);
  assert.deepEqual(await ids(events), []);
});
