import type { Queryable } from "../../shared/database/handle.ts";
import { type ImageRow, SUMMARY } from "../../images/repository.ts";

/** Returns what tiles show of the images, in the order of `ids`. */
export async function findTiles(db: Queryable, ids: number[]): Promise<ImageRow[]> {
  if (ids.length === 0) return [];
  return await db.query<ImageRow>(
    `select ${SUMMARY}, source.alt
    from jsonb_array_elements_text($1::text::jsonb) with ordinality as page (id, position) join image on image.id = page.id::bigint
    left join lateral (
      select alt from image_source where image_id = image.id and alt <> '' order by id limit 1
    ) source on true
    order by page.position`,
    [JSON.stringify(ids)],
  );
}
