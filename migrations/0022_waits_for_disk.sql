-- A job that was paused because the disk refused a write goes on by itself; one that a person paused does not.
alter table crawl_job add column waits_for_disk boolean not null default false;
