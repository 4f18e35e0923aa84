import type { Queryable } from "../../shared/database/handle.ts";
import type { FreshUrl } from "./link_repository.ts";

/** Records where a URL redirected to. */
export async function writeRedirectTarget(tx: Queryable, id: number, targetId: number): Promise<void> {
  await tx.query("update crawl_url set redirects_to = $2::bigint where id = $1", [id, targetId]);
}

/** Whether the redirects that are known from a URL on lead to another one. A URL leads to itself. */
export async function leadsTo(tx: Queryable, from: number, to: number): Promise<boolean> {
  const [row] = await tx.query<{ leads: boolean }>(
    `with recursive hop (id, next) as (
       select id, redirects_to from crawl_url where id = $1
       union select url.id, url.redirects_to from hop join crawl_url url on url.id = hop.next
     ) select exists (select 1 from hop where id = $2::bigint) as leads`,
    [from, to],
  );
  return row?.leads ?? false;
}

/** Opens a URL that is done, to be requested again after `redirects` redirects. Returns the row if its reason is one of `reasons`. */
export async function reopenRedirecting(
  tx: Queryable,
  id: number,
  { redirects, reasons }: { redirects: number; reasons: readonly string[] },
): Promise<FreshUrl[]> {
  return await tx.query<FreshUrl>(
    `update crawl_url set state = 'pending', outcome = null, reason = null, detail = null, remark = null, done_at = null,
       redirects_to = null, redirects = $2::smallint, attempts = 0, not_before = now()
     where id = $1 and state = 'done' and reason in (select jsonb_array_elements_text($3::text::jsonb))
     returning id, url, origin, kind`,
    [id, redirects, JSON.stringify(reasons)],
  );
}
