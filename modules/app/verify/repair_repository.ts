import type { Queryable } from "../../shared/database/handle.ts";

/** Copies pages of one job to the frontier of another one. */
export async function copyPages(tx: Queryable, { to, pageIds }: { to: number; pageIds: number[] }): Promise<void> {
  await tx.query(
    `insert into crawl_url (job_id, url, address_key, origin, kind, depth, referrer_id)
     select $1::bigint, url, address_key, origin, kind, depth, referrer_id from crawl_url
     where id = any (array(select (jsonb_array_elements_text($2::text::jsonb))::bigint)) order by id`,
    [to, JSON.stringify(pageIds)],
  );
}
