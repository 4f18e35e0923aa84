import { CRAWL_TAGS } from "../crawl/kinds.ts";
import type { History } from "../history/history.ts";
import { withReversals } from "../history/kinds.ts";
import { FIELD_KINDS } from "../images/fields/kinds.ts";
import { fieldRecorder } from "../images/fields/recorder.tsx";
import type { Database } from "../shared/database/handle.ts";
import { TAG_KINDS } from "../tags/kinds.ts";
import { TAG_RECORDERS } from "../tags/changes/recorders.ts";

/** The history of a library, with what every slice records and calls it. */
export function historyOf(database: Database): History {
  return {
    database,
    recorders: [...TAG_RECORDERS, fieldRecorder],
    kinds: withReversals([...TAG_KINDS, CRAWL_TAGS, ...FIELD_KINDS]),
  };
}
