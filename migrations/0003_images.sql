-- Kept images and where each was seen. Written by images.

create table image (
  -- Dense, so that bitmaps of ids stay small: a value is taken only after the sha256 was not found.
  id bigint generated always as identity primary key,
  sha256 text not null unique check (sha256 ~ '^[0-9a-f]{64}$'),
  md5 text not null check (md5 ~ '^[0-9a-f]{32}$'),
  media_type text not null,
  extension text not null check (extension ~ '^[a-z0-9]{2,5}$'),
  bytes bigint not null check (bytes > 0),
  width integer check (width > 0),
  height integer check (height > 0),
  frames integer check (frames > 0),
  phash bit(64),
  thumbhash text,
  colours text[] not null default '{}',
  metadata jsonb not null default '{}',
  storage_key text not null unique,
  -- file: under thumbs/; self: small enough to be its own; none: kept undecoded, or the error says why.
  thumbnail text not null check (thumbnail in ('file', 'self', 'none')),
  thumbnail_error text,
  undecoded boolean not null default false,
  note text not null default '' check (char_length(note) <= 10000),
  rating smallint check (rating between 1 and 5),
  job_id bigint references crawl_job (id) on delete set null,
  created_at timestamptz not null default now(),
  deleted_at timestamptz,
  check (thumbnail <> 'none' or thumbnail_error is not null)
);

create index image_by_md5 on image (md5);
create index image_by_job on image (job_id, id);
create index image_trashed on image (id) where deleted_at is not null;

create table image_source (
  id bigint generated always as identity primary key,
  image_id bigint not null references image (id) on delete cascade,
  job_id bigint references crawl_job (id) on delete set null,
  seen_at timestamptz not null default now(),
  image_url text not null,
  page_url text,
  kind text not null,
  candidate_group text,
  alt text,
  title text,
  caption text,
  heading text,
  link_text text,
  page_title text,
  language text,
  licence text,
  creator text,
  keywords text[] not null default '{}'
);

-- One row a place and job. Digests, because two URLs of the longest length do not fit an index entry.
create unique index image_source_once on image_source
  (image_id, job_id, md5(image_url || ' ' || kind || ' ' || coalesce(page_url, '')));
create index image_source_by_job on image_source (job_id);
-- The newest sources of an image for its page, the first alternative text for every tile.
create index image_source_by_image on image_source (image_id, id);
create index image_source_alt on image_source (image_id, id) where alt <> '';

create table image_variant (
  id bigint generated always as identity primary key,
  image_id bigint not null references image (id) on delete cascade,
  url text not null,
  descriptor text,
  reason text not null
);

create index image_variant_by_image on image_variant (image_id);

create table saved_search (
  id bigint generated always as identity primary key,
  name text not null unique check (char_length(name) between 1 and 100),
  query text not null,
  created_at timestamptz not null default now()
);
