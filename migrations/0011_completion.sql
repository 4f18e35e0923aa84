-- Every spelling of every tag, its own and its aliases, as completion looks them up: by beginning, by word, with a typo. A table of
-- its own, because each tagging writes `tag` (its count) and would write these indexes anew. Kept by triggers; written by tags.

-- The words of a name, which `_` `:` `(` and their like part.
create function tag_words(name text) returns tsvector language sql immutable parallel safe
  return array_to_tsvector(array_remove(regexp_split_to_array(name, '[-_:()/.]+'), ''));

-- Two texts of one edit between them have one of these in common: the text itself, and it without each letter in turn. Hashed,
-- because an index of whole numbers is built in a tenth of the time. `place` is "4" or "6" for so many first letters, "-" for the
-- last six.
create function tag_typo_keys_at(name text, place text) returns integer[] language sql immutable parallel safe
  return array(
    select hashtext(place || left(part, at) || substr(part, at + 2))
    from (select case place when '-' then right(name, 6) else left(name, place::integer) end as part) parts,
      generate_series(0, char_length(part)) at
  );

create function tag_typo_keys(name text) returns integer[] language sql immutable parallel safe
  return tag_typo_keys_at(name, '4') || tag_typo_keys_at(name, '6') || tag_typo_keys_at(name, '-');

create table tag_spelling (
  tag_id bigint not null references tag (id) on delete cascade,
  name text not null,
  is_alias boolean not null,
  primary key (tag_id, name, is_alias)
);

create function tag_spelling_insert() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'tag' then
    insert into tag_spelling (tag_id, name, is_alias) select id, name, false from new_rows;
  else
    insert into tag_spelling (tag_id, name, is_alias) select tag_id, name, true from new_rows;
  end if;
  return null;
end $$;

create function tag_spelling_rename() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'tag' then
    update tag_spelling set name = new.name where tag_id = new.id and name = old.name and not is_alias;
  else
    update tag_spelling set tag_id = new.tag_id, name = new.name where tag_id = old.tag_id and name = old.name and is_alias;
  end if;
  return null;
end $$;

create function tag_spelling_delete() returns trigger language plpgsql as $$
begin
  delete from tag_spelling spelling using old_rows
  where spelling.tag_id = old_rows.tag_id and spelling.name = old_rows.name and spelling.is_alias;
  return null;
end $$;

create trigger tag_spelled after insert on tag
  referencing new table as new_rows for each statement execute function tag_spelling_insert();
create trigger tag_alias_spelled after insert on tag_alias
  referencing new table as new_rows for each statement execute function tag_spelling_insert();
create trigger tag_renamed after update of name on tag
  for each row when (old.name is distinct from new.name) execute function tag_spelling_rename();
create trigger tag_alias_renamed after update of name, tag_id on tag_alias
  for each row when (old.* is distinct from new.*) execute function tag_spelling_rename();
create trigger tag_alias_unspelled after delete on tag_alias
  referencing old table as old_rows for each statement execute function tag_spelling_delete();

insert into tag_spelling (tag_id, name, is_alias)
select id, name, false from tag union all select tag_id, name, true from tag_alias;

create index tag_spelling_by_prefix on tag_spelling (name text_pattern_ops);
-- No pending list: names are rarely new, and looked up at every key press.
create index tag_spelling_by_word on tag_spelling using gin (tag_words(name)) with (fastupdate = off);
create index tag_spelling_by_typo on tag_spelling using gin (tag_typo_keys(name)) with (fastupdate = off);
