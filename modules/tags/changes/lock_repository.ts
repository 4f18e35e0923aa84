import type { Queryable } from "../../shared/database/handle.ts";

/** The key of the advisory lock on the vocabulary. No other program may use this key in the same database. */
const VOCABULARY_LOCK = 7_214_906_333;

/**
 * Locks the vocabulary (names, implications) until the transaction ends. Operations on taggings share the lock and run at the same
 * time. An operation on the vocabulary takes it `alone`.
 */
export async function lockVocabulary(tx: Queryable, { alone }: { alone: boolean }): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock${alone ? "" : "_shared"}($1)`, [VOCABULARY_LOCK]);
}

/**
 * Locks tags until the transaction ends, in the order of their ids. Without it, the trigger that counts taggings would lock the same
 * rows in any order, and two operations could deadlock.
 */
export async function lockTags(tx: Queryable, ids: number[]): Promise<void> {
  await tx.query(
    `select id from tag where id in (select value::bigint from jsonb_array_elements_text($1::text::jsonb)) order by id for no key update`,
    [JSON.stringify(ids)],
  );
}
