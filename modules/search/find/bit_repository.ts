import type { Queryable } from "../../shared/database/handle.ts";
import type { BitExpression } from "../plan/bit_expression.ts";
import { type BitSql, bitSql } from "../plan/bit_sql.ts";

/** A chunk of 32,768 image ids in which a result lies. */
export interface ChunkOfResult {
  chunk: number;
  /** How many images of the chunk are in the result. */
  count: number;
  /** 4 header bytes and 32,768 bits, one an image; null where the page needs none of them. */
  bits: Uint8Array | null;
}

/** Which part of a result is wanted bit by bit: of the chunks from one on, until they hold `limit` images. */
export interface PageOfChunks {
  limit: number;
  ascending: boolean;
  /** The page begins in this chunk; its images count for nothing, because most may lie before the page. Null: at the end. */
  from: number | null;
}

/** True where images are younger than the bitmaps. */
export async function hasUnfolded(db: Queryable): Promise<boolean> {
  const [row] = await db.query<{ unfolded: boolean }>(
    `select coalesce((select max(id) from image), 0) > coalesce((select max(last_image_id) from image_bitmap_extent), 0) as unfolded`,
  );
  return row?.unfolded ?? false;
}

/** Chunks of a result, and how many images other expressions hold in all. */
export interface ChunksOfPage {
  chunks: ChunkOfResult[];
  counts: number[];
}

/**
 * Every chunk with images of the result, and the bits of those that the page needs, in the order of the page; and the counts of
 * other expressions. One statement, because each reads the same bitmaps.
 *
 * Measured at 1,000,000 images and 20,000,000 taggings on two shared cores ("deno task bench search", medians of the whole answer:
 * names, page, exact count, counts of terms, tiles): one tag 1.7 ms, huge AND huge with 29 hits 2.7, huge NOT huge 2.0, four tags 3.8,
 * a group 3.0, a wildcard of a hundred tags 4.8, width:>1000 4.1; the 99th percentile of each is below 8. What was tried and was
 * slower: workers of a parallel plan (60 to 130, for starting them), a new plan for each run (2 of 6 ms), a statement more for the
 * counts (twice as long), all bits to the program (8 KiB of text a chunk).
 */
export async function findPageOfChunks(
  db: Queryable,
  bits: BitExpression,
  { limit, ascending, from }: PageOfChunks,
  { others = [], unfolded }: { others?: BitExpression[]; unfolded: boolean },
): Promise<ChunksOfPage> {
  if ([bits, ...others].every(({ op }) => op === "none")) return { chunks: [], counts: others.map(() => 0) };
  const { sql, parameters } = resultSql(bitSql([bits, ...others]), unfolded);
  const order = `order by chunk ${ascending ? "" : "desc"}`;
  const first = from === null ? null : `$${parameters.push(from)}::integer`;
  const isAhead = first === null ? "true" : `chunk ${ascending ? ">=" : "<="} ${first}`;
  const counted = first === null ? "count" : `case when chunk ${ascending ? ">" : "<"} ${first} then count end`;
  const place = `$${parameters.push(limit)}::integer`;
  const sums = others.map((_, at) => `bit_count(e${at + 1}) as n${at}`);
  const rows = await db.query<ChunkOfResult & Record<string, number>>(
    `select ${["chunk", "count", ...others.map((_, at) => `n${at}`)].join(", ")},
      case when count > 0 and ${isAhead} and before < ${place} then bit_send(e0) end as bits
    from (
      select counted.*, coalesce(sum(${counted}) over (${order} rows between unbounded preceding and 1 preceding), 0) as before
      from (select ${["chunk", "e0", "bit_count(e0) as count", ...sums].join(", ")} from (${sql}) result offset 0) counted
    ) placed ${order}`,
    parameters,
  );
  const counts = others.map((_, at) => rows.reduce((sum, row) => sum + (row[`n${at}`] ?? 0), 0));
  return { chunks: rows.filter(({ count }) => count > 0), counts };
}

/** How many images the expressions hold, each for itself. */
export async function countBits(db: Queryable, expressions: BitExpression[], unfolded: boolean): Promise<number[]> {
  if (expressions.every(({ op }) => op === "none")) return expressions.map(() => 0);
  const { sql, parameters } = resultSql(bitSql(expressions), unfolded);
  const sums = expressions.map((_, at) => `coalesce(sum(bit_count(e${at})), 0)::bigint as n${at}`);
  const [row] = await db.query<Record<string, number>>(`select ${sums.join(", ")} from (${sql}) result`, parameters);
  return expressions.map((_, at) => row?.[`n${at}`] ?? 0);
}

/** The bits of each expression in every chunk where the first one has any, newest chunk first. */
export async function findColumnsOfChunks(
  db: Queryable,
  expressions: [BitExpression, ...BitExpression[]],
  unfolded: boolean,
): Promise<{ chunk: number; columns: Uint8Array[] }[]> {
  if (expressions[0].op === "none") return [];
  const { sql, parameters } = resultSql(bitSql(expressions), unfolded);
  const names = expressions.map((_, at) => `bit_send(e${at}) as e${at}`);
  const rows = await db.query<Record<string, Uint8Array> & { chunk: number }>(
    `select chunk, ${names.join(", ")} from (${sql}) result where bit_count(e0) > 0 order by chunk desc`,
    parameters,
  );
  return rows.map((row) => ({ chunk: row.chunk, columns: expressions.flatMap((_, at) => row[`e${at}`] ?? []) }));
}

/** A statement that gives the bits of the expressions (e0, e1…) for each chunk that has any image. */
export function resultSql(parts: BitSql, unfolded: boolean): { sql: string; parameters: unknown[] } {
  const parameters: unknown[] = [];
  const place = (value: unknown) => `$${parameters.push(value)}`;
  const rows = sourcesOf(parts, unfolded, place);
  const bounds = parts.bounds.map(place);
  const texts = parts.texts.map((text) => text.replace(/\{(\d+)\}/g, (_, at) => bounds[Number(at)] ?? "null"));
  const sharedColumn = (atom: number) => `coalesce(a${atom} & ${parts.within}, zero) as b${atom}`;
  // What stands for no row at all: a chunk exists as soon as any atom has one.
  const columns = Array.from({ length: parts.atoms }, (_, atom) => `bit_or(bits) filter (where atom = ${atom}) as a${atom}`);
  const sql = `select chunk, ${texts.map((text, at) => `${text} as e${at}`).join(", ")}
    from (
      select chunks.*, zero, ${[`${parts.within} as within`, ...parts.shared.map(sharedColumn)].join(", ")}
      from (select ${["chunk", ...columns].join(", ")} from (${rows.join(" union all ")}) atoms group by chunk offset 0) chunks
      cross join (select no_bits() as zero offset 0) nothing offset 0
    ) columns offset 0`;
  return { sql, parameters };
}

function sourcesOf(
  { tags, facets, wholeFacets, sets }: BitSql,
  unfolded: boolean,
  place: (value: unknown) => string,
): string[] {
  const json = (value: unknown) => `${place(JSON.stringify(value))}::text::jsonb`;
  const sources: string[] = [];
  if (tags.length > 0) {
    sources.push(`select asked.atom, chunk, bits from jsonb_to_recordset(${json(tags)}) as asked (atom integer, tag bigint)
      join tag_bitmap on tag_bitmap.tag_id = asked.tag`);
  }
  if (facets.length > 0) {
    sources.push(`select asked.atom, chunk, bits
      from jsonb_to_recordset(${json(facets)}) as asked (atom integer, facet text, value text)
      join image_bitmap on image_bitmap.facet = asked.facet and image_bitmap.value = asked.value`);
  }
  for (const { atom, facet } of wholeFacets) {
    sources.push(`select ${atom}, chunk, bits from image_bitmap where facet = ${literal(facet)}`);
  }
  for (const { atom, set } of sets) {
    sources.push(
      `select ${atom}, chunk::integer, ('x' || encode(substring(bytes, number::integer * 4096 - 4095, 4096), 'hex'))::bit(32768)
      from (select decode(${place(set.bits)}, 'base64') as bytes offset 0) given
      cross join jsonb_array_elements_text(${json(set.chunks)}) with ordinality as asked (chunk, number)`,
    );
  }
  if (unfolded) sources.push(...youngSources({ facets, wholeFacets }, place));
  // A union of nothing is no statement.
  return sources.length > 0 ? sources : ["select 0 as atom, 0 as chunk, no_bits() as bits where false"];
}

/** The same of the images that no bitmap has yet, from their rows. */
function youngSources(
  { facets, wholeFacets }: Pick<BitSql, "facets" | "wholeFacets">,
  place: (value: unknown) => string,
): string[] {
  const names = [...new Set([...facets, ...wholeFacets].map(({ facet }) => facet))];
  if (names.length === 0) return [];
  // As literals, so that the planner drops the branches of all other facets.
  const list = `array[${names.map(literal).join(", ")}]`;
  const asked = place(JSON.stringify([...facets, ...wholeFacets]));
  return [
    // A function is planned with the statement, and keeps nothing but these branches, only where no argument of it is a query.
    `select asked.atom, young.chunk, young.bits
    from (select coalesce(max(last_image_id), 0) + 1 as low from image_bitmap_extent) tail
    cross join lateral image_facts_as_bits(tail.low, 9223372036854775807, ${list}) young
    join jsonb_to_recordset(${asked}::text::jsonb) as asked (atom integer, facet text, value text)
      on asked.facet = young.facet and (asked.value is null or asked.value = young.value)`,
  ];
}

function literal(facet: string): string {
  if (!/^[a-z]+$/.test(facet)) throw new RangeError(`"${facet}" is not the name of a facet`);
  return `'${facet}'`;
}
