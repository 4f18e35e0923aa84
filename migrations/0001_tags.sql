-- The vocabulary: categories, names, other spellings, and what implies what. Written by tags.

create table tag_category (
  id integer generated always as identity primary key,
  name text not null unique check (name ~ '^[a-z0-9_]{1,40}$'),
  colour text not null check (colour ~ '^#[0-9a-f]{6}$'),
  position integer not null
);

insert into tag_category (name, colour, position) values
  ('general', '#2563eb', 1),
  ('person', '#15803d', 2),
  ('place', '#0f766e', 3),
  ('creator', '#b91c1c', 4),
  ('style', '#7e22ce', 5),
  ('meta', '#a16207', 6);

create table tag (
  id bigint generated always as identity primary key,
  name text not null unique check (char_length(name) between 1 and 100 and name !~ '\s' and name = lower(name)),
  category_id integer not null default 1 references tag_category (id),
  description text not null default '',
  -- Kept by the trigger on image_tag, so that search can drive from the rarest term.
  image_count bigint not null default 0 check (image_count >= 0),
  created_at timestamptz not null default now()
);

create index tag_by_count on tag (image_count desc, name);
create index tag_by_prefix on tag (name text_pattern_ops);

create table tag_alias (
  name text primary key check (char_length(name) between 1 and 100 and name !~ '\s'),
  tag_id bigint not null references tag (id) on delete cascade,
  created_at timestamptz not null default now()
);

create index tag_alias_by_tag on tag_alias (tag_id);

create table tag_implication (
  tag_id bigint not null references tag (id) on delete cascade,
  implied_tag_id bigint not null references tag (id) on delete cascade,
  created_at timestamptz not null default now(),
  primary key (tag_id, implied_tag_id),
  check (tag_id <> implied_tag_id)
);

create index tag_implication_by_implied on tag_implication (implied_tag_id);
