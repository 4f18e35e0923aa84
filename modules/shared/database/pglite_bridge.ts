import { AppError } from "../errors.ts";

/** Where a statement stands: in the open transaction of this number, or by itself, behind all others where nobody waits for it. */
export interface Place {
  transaction?: number | undefined;
  background?: boolean;
}

/** What crosses to the worker that holds PGlite. */
export type BridgeRequest =
  & { id: number }
  & (
    | { op: "open"; directory?: string | undefined; template?: Blob | undefined; program: WebAssembly.Module }
    | { op: "begin"; transaction: number; milliseconds: number }
    | { op: "end"; transaction: number; commit: boolean }
    | { op: "query"; place: Place; text: string; parameters: unknown[] }
    | { op: "exec"; place: Place; text: string }
    | { op: "listen"; channel: string }
    | { op: "dump" }
    | { op: "close" }
  );

export type BridgeReply =
  | { id: number; value: unknown }
  | { id: number; error: Record<string, unknown> }
  | { channel: string; payload: string };

type Unnumbered<T> = T extends unknown ? Omit<T, "id"> : never;

export interface Bridge {
  /** Rejects with what the worker says is wrong, and with `unavailable` once the worker has stopped, also what waits then. */
  call(request: Unnumbered<BridgeRequest>): Promise<unknown>;
  /** Resolves once the worker listens, to a function that stops calling back. */
  listen(channel: string, notified: (payload: string) => void): Promise<() => Promise<void>>;
  terminate(): void;
}

interface Caller {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

interface Channel {
  callbacks: Set<(payload: string) => void>;
  listening: Promise<unknown>;
}

/** Talks to the worker that holds PGlite: each call has its answer, each notification goes to those who listen. */
export function openBridge(worker: Worker): Bridge {
  const waiting = new Map<number, Caller>();
  const channels = new Map<string, Channel>();
  let calls = 0;
  let stopped: AppError | null = null;

  worker.onmessage = ({ data }: MessageEvent<BridgeReply>) => {
    if ("channel" in data) {
      for (const notified of channels.get(data.channel)?.callbacks ?? []) notified(data.payload);
      return;
    }
    const caller = waiting.get(data.id);
    waiting.delete(data.id);
    if ("error" in data) caller?.reject(Object.assign(new Error(String(data.error.message)), data.error));
    else caller?.resolve(data.value);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    stop(`The embedded database stopped: ${event.message}. Restart the program.`);
  };

  function stop(message: string): void {
    stopped ??= new AppError("unavailable", message);
    for (const { reject } of waiting.values()) reject(stopped);
    waiting.clear();
  }

  function call(request: Unnumbered<BridgeRequest>): Promise<unknown> {
    if (stopped) return Promise.reject(stopped);
    const id = ++calls;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    waiting.set(id, { resolve, reject });
    worker.postMessage({ ...request, id });
    return promise;
  }

  async function listen(name: string, notified: (payload: string) => void): Promise<() => Promise<void>> {
    const channel = channels.get(name) ?? { callbacks: new Set(), listening: call({ op: "listen", channel: name }) };
    channels.set(name, channel);
    channel.callbacks.add(notified);
    try {
      await channel.listening;
    } catch (error) {
      if (channels.get(name) === channel) channels.delete(name);
      throw error;
    }
    return () => Promise.resolve(void channel.callbacks.delete(notified));
  }

  function terminate(): void {
    worker.terminate();
    stop("The embedded database is closed");
  }

  return { call, listen, terminate };
}
