-- Long work that is no crawl. pg-boss delivers it, and this table says what happened to it. Written by tasks.
create table task (
  id bigint generated always as identity primary key,
  -- The name of a runner that some slice has registered.
  kind text not null,
  parameters jsonb not null default '{}',
  state text not null default 'queued' check (state in ('queued', 'running', 'completed', 'failed', 'cancelled')),
  -- How much of the work is done, in a unit that the kind names; the total is null while it is not known.
  done bigint not null default 0 check (done >= 0),
  total bigint check (total >= 0),
  -- The last position that the runner reported. The next attempt goes on from it if the process died.
  position jsonb,
  result jsonb,
  -- Why it failed: a code, with the message of a runner that threw.
  error jsonb,
  -- Attempts that began since the work last made progress.
  attempts integer not null default 0,
  -- The token of the attempt under way. Only its holder writes progress.
  token uuid,
  -- Only one of the tasks with the same key is queued or running at a time.
  single_key text,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  check ((finished_at is not null) = (state in ('completed', 'failed', 'cancelled')))
);
create index task_unfinished on task (id) where state in ('queued', 'running');
create unique index task_single on task (single_key) where state in ('queued', 'running');

-- When a task of a kind was last started by its schedule, once for all nodes.
create table task_schedule (
  kind text primary key,
  last_at timestamptz not null default now()
);
