import { type PGlite, protocol } from "@electric-sql/pglite";

const { serialize, messages: { DataRowMessage, ParameterDescriptionMessage, RowDescriptionMessage } } = protocol;

/** The statements of PGlite's one session. */
export interface Statements {
  query(text: string, parameters: readonly unknown[]): Promise<object[]>;
  /** Tables may have changed: what is kept would fail where it returns other columns now. */
  forget(): Promise<void>;
}

interface Prepared {
  name: string;
  parameterTypes: readonly number[];
  columns: readonly { name: string; dataTypeID: number }[];
}

/** Statements that are kept at most: those that were asked for last. A search has five, a crawl some forty. */
const KEPT = 200;
const SYNC = serialize.sync();

/**
 * Sends statements as the drivers of servers do: the text is parsed once, and planned anew only until a plan for any values is
 * found to be as good (PostgreSQL, "Extended Query"; `plan_cache_mode`). PGlite's own `query` does both each time, which took half
 * of a search's 15 ms, and sends five messages one by one.
 */
export function openStatements(engine: PGlite): Statements {
  const kept = new Map<string, Prepared>();
  let names = 0;

  const send = async (...messages: Uint8Array[]) => await engine.execProtocolStream(joined(messages));

  async function prepare(text: string): Promise<Prepared> {
    const name = `kept_${++names}`;
    const answers = await send(serialize.parse({ name, text }), serialize.describe({ type: "S", name }), SYNC);
    const parameters = answers.find((answer) => answer instanceof ParameterDescriptionMessage);
    const row = answers.find((answer) => answer instanceof RowDescriptionMessage);
    return { name, parameterTypes: parameters?.dataTypeIDs ?? [], columns: row?.fields ?? [] };
  }

  async function keep(text: string): Promise<Prepared> {
    const prepared = kept.get(text) ?? await prepare(text);
    kept.delete(text);
    kept.set(text, prepared);
    for (const [oldest, { name }] of kept) {
      if (kept.size <= KEPT) break;
      kept.delete(oldest);
      await send(serialize.close({ type: "S", name }), SYNC);
    }
    return prepared;
  }

  function encode(value: unknown, type: number): string | null {
    if (value === null || value === undefined) return null;
    const serialise = engine.serializers[type] ?? String;
    return serialise(value);
  }

  function decode(text: string | null | undefined, type: number): unknown {
    if (text === null || text === undefined) return null;
    const parse = engine.parsers[type];
    // JSON may be null itself.
    return parse ? parse(text, type) : text;
  }

  return {
    // Exclusive, so that the rollback of a transaction that took too long cannot come between its messages.
    query: (text, parameters) =>
      engine.runExclusive(async () => {
        const { name, parameterTypes, columns } = await keep(text);
        const values = parameterTypes.map((type, at) => encode(parameters[at], type));
        const answers = await send(serialize.bind({ statement: name, values }), serialize.execute({}), SYNC);
        const rows = answers.filter((answer) => answer instanceof DataRowMessage);
        return rows.map(({ fields }) =>
          Object.fromEntries(columns.map((column, at) => [column.name, decode(fields[at], column.dataTypeID)]))
        );
      }),
    forget: async () => {
      kept.clear();
      await engine.exec("deallocate all");
    },
  };
}

function joined(messages: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(messages.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const message of messages) {
    whole.set(message, at);
    at += message.byteLength;
  }
  return whole;
}
