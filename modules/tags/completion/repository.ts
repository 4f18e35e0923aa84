import type { Queryable } from "../../shared/database/handle.ts";
import { TAG } from "../repository.ts";
import type { Tag } from "../schemas.ts";

/** One spelling that may be meant: a tag's name, or an alias of it. */
export interface Spelling {
  tagId: number;
  name: string;
  /** Null: the name is the tag's own. */
  aliasOf: string | null;
  imageCount: number;
}

/** So many are compared one by one; where more begin alike, the most used tags are looked through first. */
const COMPARED = 1_000;
const MOST_USED = 5_000;
const ALL = 2 ** 31;
/** Of what shares letters with a word: by far most of it is no slip. */
const LIKELY = 1_000;
/** Shorter ones may stand for a longer one: bl_ey for blue_eyes. */
const WHOLE = 4;
/** Behind whatever begins alike. */
export const LAST = "\u{10ffff}";

const BEGINS = `name ~>=~ $3 and name ~<~ $4`;
/** Of the rows of `spelling`. Lateral, because a join of thousands would read all tags. */
const SPELLINGS = `
  select spelling.tag_id, spelling.name, case when spelling.is_alias then tag.name end as alias_of, tag.image_count
  from spelling cross join lateral (select name, image_count from tag where id = spelling.tag_id limit 1) tag`;

/** The `limit` most used spellings that begin with `typed`, the one that is `typed` itself first. */
export async function findByPrefix(db: Queryable, typed: string, limit: number): Promise<Spelling[]> {
  const few = await findAmongFew(db, PREFIX_AMONG_FEW, [limit, COMPARED, typed, typed + LAST]);
  if (few !== null) return few;
  const used = await db.query<Spelling>(PREFIX_AMONG_MOST_USED, [limit, MOST_USED, typed, typed + LAST]);
  return used.length >= limit ? used : await findAmongFew(db, PREFIX_AMONG_FEW, [limit, ALL, typed, typed + LAST]) ?? used;
}

/** Null where more than that many fit: then none is looked up, and that they are many costs little to tell. */
async function findAmongFew(db: Queryable, text: string, parameters: [limit: number, most: number, ...unknown[]]) {
  const rows = await db.query<Spelling & { isMany: boolean; tagId: number | null }>(text, parameters);
  return rows[0]?.isMany ? null : rows.filter(({ tagId }) => tagId !== null);
}

function amongFew(fits: string, order: string): string {
  return `
    with fitting as materialized (select tag_id, name, is_alias from tag_spelling where ${fits} limit $2::bigint + 1),
    counted as materialized (select count(*) > $2::bigint as is_many from fitting),
    spelling as (select tag_id, name, is_alias from fitting where not (select is_many from counted))
    select is_many, tag_id, name, alias_of, image_count
    from counted left join (
      select tag_id, name, alias_of, image_count from (${SPELLINGS}) spelling order by ${order} limit $1
    ) spelling on true order by ${order}`;
}

const MOST_USED_FIRST = "image_count desc, alias_of is not null, name";
const EXACT_FIRST = `name = $3 desc, ${MOST_USED_FIRST}`;

const PREFIX_AMONG_FEW = amongFew(BEGINS, EXACT_FIRST);

const PREFIX_AMONG_MOST_USED = `
  with spelling as materialized (
    select tag_id, name, is_alias from tag_spelling where name = $3
    union (
      select found.tag_id, found.name, found.is_alias
      from (select id, image_count, name from tag order by image_count desc, name limit $2) tag
      cross join lateral (
        select tag_id, name, is_alias from tag_spelling where tag_id = tag.id and ${BEGINS} order by is_alias limit 1
      ) found
      order by tag.image_count desc, tag.name limit $1
    )
  )
  select tag_id, name, alias_of, image_count from (${SPELLINGS}) spelling order by ${EXACT_FIRST} limit $1`;

/**
 * The `limit` most used spellings in which each of the words begins a word. There must be a word. All but the last were typed to
 * their end: long ones must fit as they are, which the index finds faster.
 */
export async function findByWords(db: Queryable, words: string[], limit: number): Promise<Spelling[]> {
  const pattern = words.map((word, index) => {
    const isWhole = index < words.length - 1 && word.length >= WHOLE;
    return `'${word.replaceAll("\\", "\\\\").replaceAll("'", "''")}'${isWhole ? "" : ":*"}`;
  }).join(" & ");
  const few = await findAmongFew(db, WORDS_AMONG_FEW, [limit, COMPARED, pattern]);
  if (few !== null) return few;
  const used = await db.query<Spelling>(WORDS_AMONG_MOST_USED, [limit, MOST_USED, pattern, words[0] ?? ""]);
  return used.length >= limit ? used : await findAmongFew(db, WORDS_AMONG_FEW, [limit, ALL, pattern]) ?? used;
}

const WORDS_AMONG_FEW = amongFew("tag_words(name) @@ $3::text::tsquery", MOST_USED_FIRST);

// A word that a thousand names have is soon met among those most used; strpos, because taking names apart costs ten times as much.
const WORDS_AMONG_MOST_USED = `
  with spelling as materialized (
    select id as tag_id, name, false as is_alias
    from (select id, image_count, name from tag order by image_count desc, name limit $2) tag
    where strpos(name, $4) > 0 and tag_words(name) @@ $3::text::tsquery
    order by image_count desc, name limit $1
  )
  select tag_id, name, alias_of, image_count from (${SPELLINGS}) spelling order by ${MOST_USED_FIRST} limit $1`;

/** Which letters of two spellings are compared: the first four or six, or the last six. */
export type Stretch = "first 4" | "first 6" | "last 6";

const PLACES: Record<Stretch, string> = { "first 4": "4", "first 6": "6", "last 6": "-" };

/** Spellings in which that stretch is at most one edit from the same of `typed`, or two by chance. In no order. */
export async function findLikely(db: Queryable, typed: string, stretch: Stretch): Promise<Spelling[]> {
  return await db.query<Spelling>(SHARING_KEYS, [typed, PLACES[stretch]]);
}

const SHARING_KEYS = `
  with spelling as materialized (
    select tag_id, name, is_alias from tag_spelling where tag_typo_keys(name) && tag_typo_keys_at($1::text, $2::text) limit ${LIKELY}
  )
  ${SPELLINGS}`;

/** The tags of these ids, in no order. */
export async function findTagsById(db: Queryable, ids: number[]): Promise<(Tag & { id: number })[]> {
  return await db.query(
    `select tag.id, ${TAG}
    where tag.id in (select value::bigint from jsonb_array_elements_text($1::text::jsonb))`,
    [JSON.stringify(ids)],
  );
}
