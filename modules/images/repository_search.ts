import type { Queryable } from "../shared/database/handle.ts";
import { type ImageRow, SUMMARY } from "./repository_images.ts";
import type { SelectionSummary } from "./schemas.ts";

/** One thing that must hold for an image, or must not: a term whose names are resolved. */
export type Condition =
  & { negated: boolean }
  & (
    | { kind: "tag"; tagId: number }
    | { kind: "job"; jobId: number }
    | { kind: "site"; host: string }
    | { kind: "id"; id: number }
    | { kind: "ids"; ids: number[] }
    | { kind: "untagged" }
  );

interface Slice {
  /** Only images with a smaller id; null: from the newest. */
  before: number | null;
  limit: number;
}

/** Only images with a greater id, the nearest first. */
interface Newer {
  after: number;
  limit: number;
}

/** Ids in no order, for counting: sorting ten thousand of them would cost more than finding them. */
interface Unordered {
  atMost: number | null;
}

/** The newest images that meet every condition. The first condition on a tag drives: put the rarest there. */
export async function findMatchingImages(db: Queryable, conditions: Condition[], slice: Slice): Promise<ImageRow[]> {
  const { sql, parameters } = matching(conditions, slice);
  return await db.query<ImageRow>(
    `with page as materialized (${sql})
    select ${SUMMARY}, source.alt from page join image on image.id = page.id
    left join lateral (
      select alt from image_source where image_id = image.id and alt <> '' order by id limit 1
    ) source on true
    order by image.id desc`,
    parameters,
  );
}

export async function listMatchingIds(db: Queryable, conditions: Condition[], slice: Slice | Newer): Promise<number[]> {
  const { sql, parameters } = matching(conditions, slice);
  return (await db.query<{ id: number }>(sql, parameters)).map(({ id }) => id);
}

/** How many images meet every condition, counting no further than `atMost`. */
export async function countMatching(db: Queryable, conditions: Condition[], atMost: number): Promise<number> {
  const { sql, parameters } = matching(conditions, { atMost });
  const [row] = await db.query<{ count: number }>(`select count(*) as count from (${sql}) matching`, parameters);
  return row?.count ?? 0;
}

/** How many images meet every condition, and their `limit` most frequent tags. */
export async function summariseMatching(db: Queryable, conditions: Condition[], limit: number): Promise<SelectionSummary> {
  const { sql, parameters } = matching(conditions, { atMost: null });
  const rows = await db.query<{ total: number; name: string | null; count: number }>(
    `with matching as materialized (${sql})
    select (select count(*) from matching) as total, tag.name, coalesce(counted.count, 0) as count
    from (select 1) as one left join (
      select image_tag.tag_id, count(*) as count from image_tag join matching on matching.id = image_tag.image_id
      group by image_tag.tag_id order by count desc, tag_id limit $${parameters.push(limit)}
    ) counted on true left join tag on tag.id = counted.tag_id
    order by count desc, tag.name`,
    parameters,
  );
  return { total: rows[0]?.total ?? 0, tags: rows.flatMap(({ name, count }) => name === null ? [] : [{ name, count }]) };
}

/** A statement that gives the ids of the images that meet every condition, a slice of them in order. Trashed ones never do. */
function matching(conditions: Condition[], extent: Slice | Newer | Unordered) {
  const parameters: unknown[] = [];
  const place = (value: unknown) => `$${parameters.push(value)}`;
  const driver = conditions.find((condition) => condition.kind === "tag" && !condition.negated);
  const id = driver ? "drive.image_id" : "image.id";
  const tests = conditions.map((condition) => condition === driver ? driverOf(condition, place) : testOf(condition, id, place));
  if ("before" in extent && extent.before !== null) tests.push(`${id} < ${place(extent.before)}`);
  if ("after" in extent) tests.push(`${id} > ${place(extent.after)}`);
  const limit = "atMost" in extent ? extent.atMost : extent.limit;
  const kept = driver
    ? `not exists (select 1 from image where id = ${id} and deleted_at is not null)`
    : "image.deleted_at is null";
  const sql = `select ${id} as id from ${driver ? "image_tag drive" : "image"}
    where ${[kept, ...tests].join(" and ")}
    ${"atMost" in extent ? "" : `order by ${id} ${"after" in extent ? "" : "desc"}`} ${
    limit === null ? "" : `limit ${place(limit)}`
  }`;
  return { sql, parameters };
}

function driverOf(condition: Condition, place: (value: unknown) => string): string {
  return condition.kind === "tag" ? `drive.tag_id = ${place(condition.tagId)}` : "true";
}

function testOf(condition: Condition, id: string, place: (value: unknown) => string): string {
  return `${condition.negated ? "not " : ""}${positive(condition, id, place)}`;
}

// Addresses are kept as URL parsers spell them: what stands between the second and the third slash is host:port, lower case.
const AUTHORITY = "split_part(coalesce(page_url, image_url), '/', 3)";

function positive(condition: Condition, id: string, place: (value: unknown) => string): string {
  switch (condition.kind) {
    case "tag":
      return `exists (select 1 from image_tag where tag_id = ${place(condition.tagId)} and image_id = ${id})`;
    case "untagged":
      return `not exists (select 1 from image_tag where image_id = ${id})`;
    case "job":
      return `exists (select 1 from image_source where image_id = ${id} and job_id = ${place(condition.jobId)})`;
    case "site":
      return `exists (select 1 from image_source where image_id = ${id}
        and ${place(condition.host)}::text in (${AUTHORITY}, split_part(${AUTHORITY}, ':', 1)))`;
    case "id":
      return `(${id} = ${place(condition.id)})`;
    case "ids":
      return `(${id} in (select value::bigint from jsonb_array_elements_text(${
        place(JSON.stringify(condition.ids))
      }::text::jsonb)))`;
  }
}
