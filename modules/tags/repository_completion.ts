import type { Queryable } from "../shared/database/handle.ts";
import { TAG } from "./repository.ts";
import type { Tag } from "./schemas.ts";

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
/** Of what shares letters with a word: by far most of it is no slip. */
const LIKELY = 1_000;
/** Shorter ones may stand for a longer one: bl_ey for blue_eyes. */
const WHOLE = 4;
const LAST = "\u{10ffff}";

const BEGINS = `name ~>=~ $1 and name ~<~ $2`;
/** Of the rows of `spelling`. Lateral, because a join of thousands would read all tags. */
const SPELLINGS = `
  select spelling.tag_id, spelling.name, case when spelling.is_alias then tag.name end as alias_of, tag.image_count
  from spelling cross join lateral (select name, image_count from tag where id = spelling.tag_id limit 1) tag`;

/** The `limit` most used spellings that begin with `typed`, the one that is `typed` itself first. */
export async function findByPrefix(db: Queryable, typed: string, limit: number): Promise<Spelling[]> {
  const few = await db.query<Spelling & { compared: number }>(AMONG_FEW, [typed, typed + LAST, limit, COMPARED + 1]);
  if ((few[0]?.compared ?? 0) <= COMPARED) return few;
  const used = await db.query<Spelling>(AMONG_MOST_USED, [typed, typed + LAST, limit, MOST_USED]);
  if (used.length >= limit) return used;
  return await db.query<Spelling>(AMONG_FEW, [typed, typed + LAST, limit, null]);
}

const FIRST = "order by name = $1 desc, image_count desc, alias_of is not null, name limit $3";

const AMONG_FEW = `
  with spelling as materialized (select tag_id, name, is_alias from tag_spelling where ${BEGINS} limit $4::bigint)
  select tag_id, name, alias_of, image_count, (select count(*) from spelling) as compared
  from (${SPELLINGS}) spelling ${FIRST}`;

const AMONG_MOST_USED = `
  with spelling as materialized (
    select tag_id, name, is_alias from tag_spelling where name = $1
    union (
      select found.tag_id, found.name, found.is_alias
      from (select id, image_count, name from tag order by image_count desc, name limit $4) tag
      cross join lateral (
        select tag_id, name, is_alias from tag_spelling where tag_id = tag.id and ${BEGINS} order by is_alias limit 1
      ) found
      order by tag.image_count desc, tag.name limit $3
    )
  )
  select tag_id, name, alias_of, image_count from (${SPELLINGS}) spelling ${FIRST}`;

/**
 * The `limit` most used spellings in which each of the words begins a word. There must be a word. All but the last were typed to
 * their end: long ones must fit as they are, which the index finds faster.
 */
export async function findByWords(db: Queryable, words: string[], limit: number): Promise<Spelling[]> {
  const pattern = words.map((word, index) => {
    const isWhole = index < words.length - 1 && word.length >= WHOLE;
    return `'${word.replaceAll("\\", "\\\\").replaceAll("'", "''")}'${isWhole ? "" : ":*"}`;
  }).join(" & ");
  const few = await db.query<Spelling & { compared: number }>(WORDS_AMONG_FEW, [pattern, limit, COMPARED + 1]);
  if ((few[0]?.compared ?? 0) <= COMPARED) return few;
  const used = await db.query<Spelling>(WORDS_AMONG_MOST_USED, [pattern, limit, MOST_USED, words[0] ?? ""]);
  return used.length >= limit ? used : few;
}

const MOST_USED_FIRST = "order by image_count desc, alias_of is not null, name limit $2";

const WORDS_AMONG_FEW = `
  with spelling as materialized (
    select tag_id, name, is_alias from tag_spelling where tag_words(name) @@ $1::text::tsquery limit $3
  )
  select tag_id, name, alias_of, image_count, (select count(*) from spelling) as compared
  from (${SPELLINGS}) spelling ${MOST_USED_FIRST}`;

// A word that a thousand names have is soon met among those most used; strpos, because taking names apart costs ten times as much.
const WORDS_AMONG_MOST_USED = `
  with spelling as materialized (
    select id as tag_id, name, false as is_alias
    from (select id, image_count, name from tag order by image_count desc, name limit $3) tag
    where strpos(name, $4) > 0 and tag_words(name) @@ $1::text::tsquery
    order by image_count desc, name limit $2
  )
  select tag_id, name, alias_of, image_count from (${SPELLINGS}) spelling ${MOST_USED_FIRST}`;

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
