import { formatTime } from "../../shared/web/format.ts";
import type { JobMessage } from "../schemas.ts";

const LOOK = { info: "text-muted", warning: "text-warn", error: "text-bad" };

/** The messages of a job's workers, the newest first. */
export function JobMessages({ messages }: { messages: JobMessage[] }) {
  return (
    <section aria-labelledby="messages">
      <h2 id="messages" class="mb-2">Messages</h2>
      {messages.length === 0
        ? <p class="text-muted">No messages.</p>
        : (
          <ol class="card max-h-96 divide-y divide-line overflow-y-auto" tabIndex={0} aria-labelledby="messages">
            {messages.map(({ id, level, text, createdAt }) => (
              <li key={id} class="flex gap-4 px-4 py-2">
                <time class="shrink-0 text-muted" dateTime={new Date(createdAt).toISOString()}>
                  {formatTime(createdAt).slice(11)}
                </time>
                <span class={`min-w-0 wrap-anywhere ${LOOK[level]}`}>
                  {level !== "info" && <strong class="font-semibold">{`${level}: `}</strong>}
                  {text}
                </span>
              </li>
            ))}
          </ol>
        )}
    </section>
  );
}
