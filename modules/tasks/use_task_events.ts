import { useEffect, useState } from "preact/hooks";
import type { Task, TaskEvent } from "./schemas.ts";

/** Calls `received` for each change of a task, by server-sent events, until `isOver`. Returns false while it is not connected. */
export function useTaskEvents(query: string, isOver: boolean, received: (task: Task) => void): boolean {
  const [connected, setConnected] = useState(true);
  useEffect(() => {
    if (isOver) return;
    const source = new EventSource(`/api/tasks/events${query}`);
    source.addEventListener("task", ({ data }: MessageEvent<string>) => {
      // The same program wrote it, from the schema of this type.
      const { task } = JSON.parse(data) as TaskEvent;
      received(task);
    });
    source.addEventListener("open", () => setConnected(true));
    source.addEventListener("error", () => setConnected(false));
    return () => source.close();
  }, [isOver]);
  return connected || isOver;
}
