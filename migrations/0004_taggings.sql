-- Which image carries which tag, and every act that changed it. Written by tags.

create table image_tag (
  image_id bigint not null references image (id) on delete cascade,
  tag_id bigint not null references tag (id) on delete cascade,
  origin text not null default 'person' check (origin in ('person', 'rule', 'crawl', 'implied', 'suggestion')),
  created_at timestamptz not null default now(),
  primary key (image_id, tag_id)
);

create unique index image_tag_by_tag on image_tag (tag_id, image_id desc);

create table operation (
  id bigint generated always as identity primary key,
  kind text not null,
  summary text not null,
  created_at timestamptz not null default now(),
  undone_at timestamptz,
  undo_of bigint references operation (id)
);

create table operation_change (
  operation_id bigint not null references operation (id) on delete cascade,
  image_id bigint not null references image (id) on delete cascade,
  tag_id bigint not null references tag (id) on delete cascade,
  action text not null check (action in ('add', 'remove')),
  origin text not null,
  primary key (operation_id, image_id, tag_id)
);

create index operation_change_by_image on operation_change (image_id);
create index operation_change_by_tag on operation_change (tag_id);

create function image_tag_count() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    update tag set image_count = tag.image_count + changed.amount
    from (select tag_id, count(*) as amount from changed_rows group by tag_id) changed where tag.id = changed.tag_id;
  else
    update tag set image_count = tag.image_count - changed.amount
    from (select tag_id, count(*) as amount from changed_rows group by tag_id) changed where tag.id = changed.tag_id;
  end if;
  return null;
end $$;

create trigger image_tag_inserted after insert on image_tag
  referencing new table as changed_rows for each statement execute function image_tag_count();
create trigger image_tag_deleted after delete on image_tag
  referencing old table as changed_rows for each statement execute function image_tag_count();
