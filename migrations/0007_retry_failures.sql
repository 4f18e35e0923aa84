-- A run of what failed in its parent, and a ledger that is read a page at a time whatever it is filtered by.

-- Its frontier begins with the parent's failed URLs; the seeds only say what is in scope.
alter table crawl_job add column only_failures boolean not null default false;

-- With the id, the rows of one reason come in the order of the pages, however many they are.
drop index crawl_url_by_reason;
create index crawl_url_by_reason on crawl_url (job_id, kind, outcome, reason, id);

-- What is under way of a job that is run again: looked for whenever somebody asks for another run.
create index crawl_job_by_parent on crawl_job (parent_id) where parent_id is not null;
