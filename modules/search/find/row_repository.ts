import type { Queryable } from "../../shared/database/handle.ts";
import type { Atom, TextField, TextPattern, TimeRange, Values } from "../grammar/ast.ts";
import { likePattern } from "../plan/vocabulary_repository.ts";
import { type Parameter, parameterOf } from "./parameters.ts";

/** An atom that rows must answer; negated: with no. */
export interface RowCondition {
  atom: Atom;
  negated: boolean;
}

/** An image that meets the conditions, and what its rows answer to each of the columns. */
export interface RowAnswer {
  id: number;
  answers: boolean[];
}

/** Those of the images that meet every condition, with the answers to `columns`, in no order. */
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

/** What an atom asks of the row `image`, as SQL that is never null. */
function conditionOf(atom: Atom, parameter: Parameter): string {
  switch (atom.kind) {
    case "text":
      return textCondition(atom.field, atom.values, parameter);
    case "time":
      return seenCondition(atom.ranges, parameter);
    default:
      throw new Error(`No row answers ${atom.kind}: its bitmaps do`);
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
