-- A remark about a URL or a job is stored as a code with its parameters. Its sentence is made where it is shown.
-- Rows of earlier versions keep their text.

alter table crawl_url add column remark jsonb;

alter table crawl_job add column status_remark jsonb, add column last_remark jsonb;

alter table crawl_message add column remark jsonb, alter column text drop not null;
alter table crawl_message add check ((text is null) <> (remark is null));
