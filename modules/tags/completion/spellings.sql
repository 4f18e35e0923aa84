-- tag_spelling holds every spelling of every tag, its own name and its aliases, for completion. These triggers keep it
-- up to date.
create or replace function tag_spelling_insert() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'tag' then
    insert into tag_spelling (tag_id, name, is_alias) select id, name, false from new_rows;
  else
    insert into tag_spelling (tag_id, name, is_alias) select tag_id, name, true from new_rows;
  end if;
  return null;
end $$;

create or replace function tag_spelling_rename() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'tag' then
    update tag_spelling set name = new.name where tag_id = new.id and name = old.name and not is_alias;
  else
    update tag_spelling set tag_id = new.tag_id, name = new.name where tag_id = old.tag_id and name = old.name and is_alias;
  end if;
  return null;
end $$;

create or replace function tag_spelling_delete() returns trigger language plpgsql as $$
begin
  delete from tag_spelling spelling using old_rows
  where spelling.tag_id = old_rows.tag_id and spelling.name = old_rows.name and spelling.is_alias;
  return null;
end $$;

create or replace trigger tag_spelled after insert on tag
  referencing new table as new_rows for each statement execute function tag_spelling_insert();
create or replace trigger tag_alias_spelled after insert on tag_alias
  referencing new table as new_rows for each statement execute function tag_spelling_insert();
create or replace trigger tag_renamed after update of name on tag
  for each row when (old.name is distinct from new.name) execute function tag_spelling_rename();
create or replace trigger tag_alias_renamed after update of name, tag_id on tag_alias
  for each row when (old.* is distinct from new.*) execute function tag_spelling_rename();
create or replace trigger tag_alias_unspelled after delete on tag_alias
  referencing old table as old_rows for each statement execute function tag_spelling_delete();
