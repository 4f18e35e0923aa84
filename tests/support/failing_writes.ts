import type { Database } from "../../modules/shared/database/handle.ts";

export interface FailingWrite {
  on: "insert" | "update";
  /** An SQL condition on `new`, the row of `crawl_url` that is written. */
  when: string;
  /** The SQLSTATE of the error. */
  code: string;
  /** How many rows fail, each with its statement. Later rows are written. */
  times?: number;
  /**
   * How long the statement waits before it fails. Only for servers, because the embedded database would do nothing else
   * meanwhile.
   */
  afterSeconds?: number;
}

/** Makes the first writes of such rows fail. A sequence counts them, because a rollback does not reset it. */
export async function failWrites(
  database: Database,
  { on, when, code, times = 1, afterSeconds = 0 }: FailingWrite,
): Promise<void> {
  await database.transaction((tx) =>
    tx.script(`
      create sequence failed_writes;
      create function fail_write() returns trigger language plpgsql as $$
      begin
        if nextval('failed_writes') <= ${times} then
          perform pg_sleep(${afterSeconds});
          raise exception 'a write that the test makes fail' using errcode = '${code}';
        end if;
        return new;
      end $$;
      create trigger fail_write before ${on} on crawl_url for each row when (${when}) execute function fail_write();`)
  );
}

/** Returns how many writes of such rows were tried, those that failed included. */
export async function countFailingWrites(database: Database): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    "select case when is_called then last_value else 0 end as count from failed_writes",
  );
  return row?.count ?? 0;
}
