-- Functions, views and triggers that no index, generated column or check uses stand in *.sql files beside their slices, from here on
-- (modules/app/sql_set.ts). This migration prepares the tables for them.

create table sql_set (
  one boolean primary key default true check (one),
  -- The number of the set of files that the database has.
  number integer not null,
  applied_at timestamptz not null default now()
);

-- The facets that the bitmaps hold. A program that knows more facets adds them.
alter table image_bitmap_extent add column facets text[] not null default '{}';

-- The facet of what sources have was named place.
update image_bitmap set facet = 'source' where facet = 'place';
update image_bitmap_extent set facets = array['state', 'filetype', 'is', 'has', 'source', 'job', 'found', 'site', 'duplicate',
  'variants', 'width', 'height', 'pixels', 'ratio', 'filesize', 'frames', 'rating', 'created', 'taken', 'sources', 'crawled', 'tagcount'];

alter table tag_bitmap rename column places to positions;
alter function packed_places(bit) rename to packed_positions;
