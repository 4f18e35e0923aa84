import type { NewSource } from "../../modules/images/storing/repository.ts";
import type { Queryable } from "../../modules/shared/database/handle.ts";

/** Lists the sources of an image in a fixed order. */
export async function listSources(db: Queryable, imageId: number): Promise<NewSource[]> {
  return await db.query<NewSource>(
    `select job_id, image_url, page_url, kind, alt, heading, page_title from image_source where image_id = $1
     order by page_url collate "C", kind, job_id`,
    [imageId],
  );
}
