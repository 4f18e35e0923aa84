import type { Queryable } from "../../shared/database/handle.ts";
import { endOfPrefix, TAG } from "../repository.ts";
import type { Tag } from "../schemas.ts";

/** A name or alias of a tag. */
export interface Spelling {
  tagId: number;
  name: string;
  /** Name of the tag if `name` is an alias, or null if `name` is the name of the tag. */
  aliasOf: string | null;
  imageCount: number;
}

/** At most this many spellings are compared one by one. If more fit, the most used tags are searched first. */
const COMPARED = 1_000;
const MOST_USED = 5_000;
const ALL = 2 ** 31;
/** Spellings that share letters with the typed text, of which most have too many differences to be a typo. */
const LIKELY = 1_000;
/** Words of at least this many letters must match in full. Shorter words may be beginnings: bl_ey finds blue_eyes. */
const WHOLE = 4;

const BEGINS = `name ~>=~ $3 and name ~<~ $4`;
/** Reads the tags of the rows of `spelling`. Lateral, because a join with thousands of rows would read the whole table. */
const SPELLINGS = `
  select spelling.tag_id, spelling.name, case when spelling.is_alias then tag.name end as alias_of, tag.image_count
  from spelling cross join lateral (select name, image_count from tag where id = spelling.tag_id limit 1) tag`;

/** The `limit` most used spellings that begin with `typed`. The spelling `typed` itself comes first. */
export async function findByPrefix(db: Queryable, typed: string, limit: number): Promise<Spelling[]> {
  const range = [typed, endOfPrefix(typed)];
  const few = await findAmongFew(db, PREFIX_AMONG_FEW, [limit, COMPARED, ...range]);
  if (few !== null) return few;
  const used = await db.query<Spelling>(PREFIX_AMONG_MOST_USED, [limit, MOST_USED, ...range]);
  return used.length >= limit ? used : await findAmongFew(db, PREFIX_AMONG_FEW, [limit, ALL, ...range]) ?? used;
}

/** The spellings that fit, or null if they are more than `most`. In that case their tags are not read, which keeps it fast. */
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
 * The `limit` most used spellings that have, for each of `words`, a word that begins with it. `words` must not be empty. All except
 * the last are complete, so that long ones among them must match in full, which the index finds faster.
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

// A word in more than a thousand names is likely to be in names of the most used tags. strpos goes first, because `tag_words` costs
// ten times as much.
const WORDS_AMONG_MOST_USED = `
  with spelling as materialized (
    select id as tag_id, name, false as is_alias
    from (select id, image_count, name from tag order by image_count desc, name limit $2) tag
    where strpos(name, $4) > 0 and tag_words(name) @@ $3::text::tsquery
    order by image_count desc, name limit $1
  )
  select tag_id, name, alias_of, image_count from (${SPELLINGS}) spelling order by ${MOST_USED_FIRST} limit $1`;

/** The letters by which two spellings are compared for typos. */
export type ComparedLetters = "first 4" | "first 6" | "last 6";

/** The second argument of the SQL function `tag_typo_keys_at`. */
const TYPO_KEYS: Record<ComparedLetters, string> = { "first 4": "4", "first 6": "6", "last 6": "-" };

/** Spellings whose compared letters differ from those of `typed` by one typo, or sometimes two. In no order. */
export async function findLikely(db: Queryable, typed: string, letters: ComparedLetters): Promise<Spelling[]> {
  return await db.query<Spelling>(SHARING_KEYS, [typed, TYPO_KEYS[letters]]);
}

const SHARING_KEYS = `
  with spelling as materialized (
    select tag_id, name, is_alias from tag_spelling where tag_typo_keys(name) && tag_typo_keys_at($1::text, $2::text) limit ${LIKELY}
  )
  ${SPELLINGS}`;

/** The tags with these ids, in no order. */
export async function findTagsById(db: Queryable, ids: number[]): Promise<(Tag & { id: number })[]> {
  return await db.query(
    `select tag.id, ${TAG}
    where tag.id in (select value::bigint from jsonb_array_elements_text($1::text::jsonb))`,
    [JSON.stringify(ids)],
  );
}
