import type { Queryable } from "../../shared/database/handle.ts";
import type { OrderField } from "../grammar/ast.ts";
import type { BitExpression } from "../plan/bit_expression.ts";
import type { ChunkBits } from "../../shared/bitmap/chunk.ts";
import { bitsOfSend } from "../../shared/bitmap/wire.ts";
import { resultSql } from "./bit_repository.ts";
import { parameterOf } from "./parameters.ts";
import type { SearchContext } from "./search_context.ts";

/** A field of images whose digits the database has as bitmaps. */
export type DigitField =
  | Exclude<OrderField, "id" | "mpixels">
  | "pixels";

export interface TopChunk {
  chunk: number;
  /** Images that are certainly among the first ones; null if there are none. */
  sure: ChunkBits | null;
  /** Images of which some are among the first ones. They are few or equal. Null if there are none, or if newer ones suffice. */
  tied: ChunkBits | null;
  /** How many of the tied ones are among the first ones. */
  needed: number;
}

export interface TopQuery {
  field: DigitField;
  wanted: number;
  descending: boolean;
  /** If at most this many images are tied, their digits are not compared further. */
  enough: number;
}

/** Returns the images of the expression that come first by a number, which all of them must have (image_top.sql). */
export async function findTop(
  context: SearchContext,
  bits: BitExpression,
  { field, wanted, descending, enough }: TopQuery,
): Promise<TopChunk[]> {
  if (bits.op === "none") return [];
  const { sql, parameters } = resultSql(context, [bits]);
  const parameter = parameterOf(parameters);
  const rows = await context.db.query<TopChunk>(
    `with result as materialized (select chunk, e0 from (${sql}) result where bit_count(e0) > 0)
    select top.chunk, varbit_send(top.sure) as sure, varbit_send(top.tied) as tied, top.needed
    from image_top((select array_agg(chunk order by chunk) from result), (select array_agg(e0 order by chunk) from result),
      ${parameter(field)}, ${parameter(wanted)}, ${parameter(descending)}, ${parameter(context.hasUnfolded)}, ${
      parameter(enough)
    }) top`,
    parameters,
  );
  return rows.map((row) => ({ ...row, sure: row.sure && bitsOfSend(row.sure), tied: row.tied && bitsOfSend(row.tied) }));
}

export interface Keyed {
  id: number;
  /** The number that the order compares; null if the image has none. */
  key: number | null;
}

/** Returns the number of each image, in any order. */
export async function findNumbers(db: Queryable, ids: number[], field: DigitField): Promise<Keyed[]> {
  return await db.query<Keyed>(
    `select image_id as id, ${field} as key from image_number
    where image_id = any(array(select value::bigint from jsonb_array_elements_text($1::text::jsonb)))`,
    [JSON.stringify(ids)],
  );
}
