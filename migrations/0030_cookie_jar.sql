-- The cookies that sites have set in a job, as its worker saves them for the next worker; null when the job has ended.
alter table crawl_job add column cookie_jar text;
