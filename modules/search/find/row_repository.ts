import type { Queryable } from "../../shared/database/handle.ts";
import type { Atom, TextField, TextPattern, TimeRange, Values } from "../grammar/ast.ts";
import { likePattern } from "../plan/vocabulary_repository.ts";
import { type Parameter, parameterOf } from "./parameters.ts";

/** A condition on the rows of an image. */
export interface RowCondition {
  atom: Atom;
  negated: boolean;
}

/** An image that meets all conditions, and whether it meets the condition of each column. */
export interface RowAnswer {
  id: number;
  answers: boolean[];
}

/** Returns those images that meet every condition, in any order. */
export async function findRows(
  db: Queryable,
  ids: number[],
  conditions: RowCondition[],
  columns: Atom[],
): Promise<RowAnswer[]> {
  const parameters: unknown[] = [JSON.stringify(ids)];
  const parameter = parameterOf(parameters);
  const tests = conditions.map(({ atom, negated }) => `${negated ? "not " : ""}${conditionOf(atom, parameter)}`);
  const answers = columns.map((atom, at) => `, coalesce(${conditionOf(atom, parameter)}, false) as c${at}`);
  const rows = await db.query<Record<string, boolean> & { id: number }>(
    `select image.id${answers.join("")}
    from jsonb_array_elements_text($1::text::jsonb) as given join image on image.id = given.value::bigint
    where ${["true", ...tests].join(" and ")}`,
    parameters,
  );
  return rows.map((row) => ({ id: row.id, answers: columns.map((_, at) => row[`c${at}`] === true) }));
}

/** Returns SQL, never null, that tests the row `image` for an atom. */
function conditionOf(atom: Atom, parameter: Parameter): string {
  switch (atom.kind) {
    case "text":
      return textCondition(atom.field, atom.values, parameter);
    case "time":
      return seenCondition(atom.ranges, parameter);
    default:
      throw new Error(`Rows are not read for ${atom.kind}, because it has bitmaps`);
  }
}

const OF_IMAGE: Partial<Record<TextField, string>> = {
  note: "image.note",
  camera: "image.metadata ->> 'camera'",
  lens: "image.metadata ->> 'lens'",
};

const OF_SOURCE: Partial<Record<TextField, string>> = {
  alt: "alt",
  title: "title",
  caption: "caption",
  heading: "heading",
  linktext: "link_text",
  pagetitle: "page_title",
  page: "page_url",
  url: "image_url",
  creator: "creator",
  licence: "licence",
  language: "language",
};

function textCondition(field: TextField, values: Values<TextPattern>, parameter: Parameter): string {
  const own = OF_IMAGE[field];
  if (own) return textTest(`coalesce(${own}, '')`, values, parameter);
  const column = OF_SOURCE[field];
  const [from, text] = column
    ? ["image_source", column]
    : ["image_source cross join unnest(image_source.keywords) keyword", "keyword"];
  const exists = (test: string) => `exists (select from ${from} where image_source.image_id = image.id and ${test})`;
  if (values.kind === "none") return `not ${exists(`${text} <> ''`)}`;
  return exists(textTest(`${text}`, values, parameter));
}

function textTest(text: string, values: Values<TextPattern>, parameter: Parameter): string {
  if (values.kind === "any") return `${text} <> ''`;
  if (values.kind === "none") return `${text} = ''`;
  const patterns = values.list.map(({ pieces }) =>
    `lower(${text}) like ${parameter(likePattern(pieces.map((piece) => piece.toLowerCase())))}`
  );
  return `(${text} <> '' and (${patterns.join(" or ")}))`;
}

function seenCondition(ranges: TimeRange[], parameter: Parameter): string {
  const tests = ranges.map(({ from, to }) =>
    `(${from === null ? "true" : `seen_at >= ${moment(from, parameter)}`} and ${
      to === null ? "true" : `seen_at < ${moment(to, parameter)}`
    })`
  );
  return `exists (select from image_source where image_id = image.id and (${tests.join(" or ")}))`;
}

function moment(milliseconds: number, parameter: Parameter): string {
  return `to_timestamp(${parameter(milliseconds)}::double precision / 1000)`;
}
