-- What every act changed, so that it can be told and undone. Changes of taggings are bitmaps: one row for a tag, a chunk of 32,768
-- image ids, an action and an origin, so that the record of 100,000 taggings is a few rows. Written by tags; image_change by images.

set local statement_timeout = 0;

alter table operation
  -- What the kind of act needs beside its changes: the names that were merged, the job that crawled.
  add column detail jsonb not null default '{}',
  -- Images of which something changed, and taggings added and removed.
  add column images bigint not null default 0,
  add column added bigint not null default 0,
  add column removed bigint not null default 0,
  add column undone_by bigint references operation (id),
  -- False while the act is under way in several transactions: what a crash leaves so is rolled back at the next start.
  add column finished boolean not null default true;

create index operation_by_kind on operation (kind, id desc);
create index operation_unfinished on operation (id) where not finished;
create index operation_by_undo_of on operation (undo_of) where undo_of is not null;
create index operation_by_undone_by on operation (undone_by) where undone_by is not null;

alter table operation_change rename to operation_change_before;
alter table operation_change_before drop constraint operation_change_pkey;
drop index operation_change_by_image;
drop index operation_change_by_tag;

create table operation_change (
  operation_id bigint not null references operation (id) on delete cascade,
  -- No foreign keys to tag and image: the history outlives both, and a deleted tag comes back with its id.
  tag_id bigint not null,
  chunk integer not null,
  action text not null check (action in ('add', 'remove')),
  -- Of the taggings added, or of those that were removed: undo brings them back with it.
  origin text not null,
  bits bit(32768) not null,
  -- Between these lie the images of the bitmap: most rows of a chunk need no look at their bits.
  first_image_id bigint not null,
  last_image_id bigint not null,
  primary key (operation_id, tag_id, chunk, action, origin)
);
alter table operation_change alter column bits set storage main;

insert into operation_change
select operation_id, tag_id, chunk_of(image_id), action, origin, chunk_bits(place_in_chunk(image_id), 1), min(image_id), max(image_id)
from operation_change_before group by 1, 2, 3, 4, 5;
drop table operation_change_before;

-- What came later to the same taggings, for undo; the history of a tag; and of an image: most acts are on one.
create index operation_change_later on operation_change (tag_id, chunk, operation_id, first_image_id, last_image_id);
create index operation_change_by_tag on operation_change (tag_id, operation_id desc);
create index operation_change_of_one on operation_change (first_image_id, operation_id desc) where first_image_id = last_image_id;
create index operation_change_of_many on operation_change (chunk, operation_id desc, first_image_id, last_image_id)
  where first_image_id < last_image_id;

create function operation_totals(wanted bigint, out images bigint, out added bigint, out removed bigint) language sql stable as $$
  select coalesce(sum(bit_count(bits)), 0)::bigint, coalesce(sum(added), 0)::bigint, coalesce(sum(removed), 0)::bigint
  from (
    select chunk_union(bits) as bits, sum(bit_count(bits)) filter (where action = 'add') as added,
      sum(bit_count(bits)) filter (where action = 'remove') as removed
    from operation_change where operation_id = wanted group by chunk
  ) chunks
$$;

update operation set images = totals.images, added = totals.added, removed = totals.removed
from (select id, (operation_totals(id)).* from operation) totals where totals.id = operation.id;

-- The bits of a chunk from one position to another, both included.
create function chunk_range(first integer, last integer) returns bit language sql immutable parallel safe
  return (repeat('0', first) || repeat('1', last - first + 1))::bit(32768);

create table vocabulary_change (
  operation_id bigint not null references operation (id) on delete cascade,
  position integer not null,
  entity text not null check (entity in ('category', 'tag', 'alias', 'implication')),
  -- A category's or tag's id, an alias's name, an implication's two tag ids with > between.
  key text not null,
  -- The whole row, but for what triggers keep; null where there was, or is, none.
  before jsonb,
  after jsonb,
  -- The tags that it concerns, for their history.
  tag_ids bigint[] not null generated always as (array_remove(array[
    case when entity = 'tag' then key::bigint end,
    (before ->> 'tag_id')::bigint, (after ->> 'tag_id')::bigint,
    (before ->> 'implied_tag_id')::bigint, (after ->> 'implied_tag_id')::bigint
  ], null)) stored,
  primary key (operation_id, position),
  check (before is not null or after is not null)
);

create index vocabulary_change_by_key on vocabulary_change (entity, key, operation_id desc);
create index vocabulary_change_by_tag on vocabulary_change using gin (tag_ids);
-- Names that no tag has any more.
create index vocabulary_change_by_old_name on vocabulary_change ((before ->> 'name')) where entity = 'tag';

-- A name as it was first typed, where that is not `name`, its one spelling.
alter table tag add column display_name text check (char_length(display_name) between 1 and 200);

create table image_change (
  operation_id bigint not null references operation (id) on delete cascade,
  image_id bigint not null,
  field text not null check (field in ('note', 'rating', 'trashed')),
  before jsonb not null,
  after jsonb not null,
  primary key (operation_id, image_id, field)
);

create index image_change_by_image on image_change (image_id, operation_id desc);
