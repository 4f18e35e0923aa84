-- Addresses that differ in ignored parameters alone have the same key. It is stored for the rows whose address is not the key itself.
alter table crawl_url add column address_key text;
create index crawl_url_by_address_key on crawl_url (job_id, md5(address_key)) where address_key is not null;
