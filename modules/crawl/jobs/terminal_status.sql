-- A terminal status never changes. The database ensures it, whichever program writes.
create or replace function crawl_job_keep_terminal() returns trigger language plpgsql as $$
begin
  if old.status in ('completed', 'failed', 'cancelled') and new.status <> old.status then
    raise exception 'crawl_job %: status % is terminal', old.id, old.status using errcode = 'check_violation';
  end if;
  return new;
end $$;

create or replace trigger crawl_job_keep_terminal before update of status on crawl_job
  for each row execute function crawl_job_keep_terminal();
