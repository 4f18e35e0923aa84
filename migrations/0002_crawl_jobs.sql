-- Jobs, what their workers said, and the manners of each host. Written by crawl.

create table crawl_job (
  id bigint generated always as identity primary key,
  parent_id bigint references crawl_job (id) on delete set null,
  seeds text[] not null check (cardinality(seeds) between 1 and 1000),
  options jsonb not null,
  schedule text,
  status text not null default 'queued'
    check (status in ('queued', 'running', 'paused', 'completed', 'failed', 'cancelled')),
  status_reason text,
  last_message text,
  -- The fencing token: every write of an attempt carries it, so a superseded attempt writes nothing.
  attempt_token uuid,
  attempts integer not null default 0,
  seconds_run double precision not null default 0,
  -- Kept by the triggers on crawl_url: they cannot disagree with the ledger.
  pages_found bigint not null default 0,
  pages_done bigint not null default 0,
  pages_rejected bigint not null default 0,
  pages_failed bigint not null default 0,
  images_found bigint not null default 0,
  images_stored bigint not null default 0,
  images_duplicate bigint not null default 0,
  images_rejected bigint not null default 0,
  images_failed bigint not null default 0,
  bytes_stored bigint not null default 0,
  first_kept_at timestamptz,
  last_kept_at timestamptz,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  check ((finished_at is not null) = (status in ('completed', 'failed', 'cancelled')))
);

create index crawl_job_by_status on crawl_job (status, id);

create table crawl_message (
  id bigint generated always as identity primary key,
  job_id bigint not null references crawl_job (id) on delete cascade,
  level text not null check (level in ('info', 'warning', 'error')),
  text text not null check (char_length(text) <= 2000),
  created_at timestamptz not null default now()
);

create index crawl_message_by_job on crawl_message (job_id, id);

create table crawl_host (
  origin text primary key,
  robots_status integer,
  robots_body text,
  robots_fetched_at timestamptz,
  crawl_delay_milliseconds integer,
  -- The adaptive delay between two requests; errors only ever lengthen it.
  delay_milliseconds double precision not null default 0 check (delay_milliseconds >= 0),
  next_visit_at timestamptz,
  errors_in_row integer not null default 0,
  updated_at timestamptz not null default now()
);

-- A terminal status never changes; the database holds that, whoever writes.
create function crawl_job_keep_terminal() returns trigger language plpgsql as $$
begin
  if old.status in ('completed', 'failed', 'cancelled') and new.status <> old.status then
    raise exception 'crawl_job %: status % is terminal', old.id, old.status using errcode = 'check_violation';
  end if;
  return new;
end $$;

create trigger crawl_job_keep_terminal before update of status on crawl_job
  for each row execute function crawl_job_keep_terminal();
