-- The URLs that a page, style sheet, feed, sitemap, manifest or script named, as ids of its job's ledger, each once. Written in the
-- transaction that concludes the page, and only where as many links were taken in as the worker sent. Null where the page was not read,
-- or was read by an earlier version.
alter table crawl_url add column found_ids bigint[];
