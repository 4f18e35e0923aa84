-- Where a URL of a job redirected to; null for one that did not, or whose target was not followed. A target goes only with its job.
alter table crawl_url add column redirects_to bigint;
