import type { Queryable } from "../../shared/database/handle.ts";

/** Any fixed number that no other program on the same server takes. */
const ADVISORY_LOCK = 7_214_906_333;

/** Until the transaction ends: edits of taggings run beside each other, an operation on the vocabulary (names, implications) alone. */
export async function lockVocabulary(tx: Queryable, { alone }: { alone: boolean }): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock${alone ? "" : "_shared"}($1)`, [ADVISORY_LOCK]);
}

/** Until the transaction ends, keeps other operations on these tags waiting: the trigger that counts would lock them in any order. */
export async function lockTags(tx: Queryable, ids: number[]): Promise<void> {
  await tx.query(
    `select id from tag where id in (select value::bigint from jsonb_array_elements_text($1::text::jsonb)) order by id for no key update`,
    [JSON.stringify(ids)],
  );
}
