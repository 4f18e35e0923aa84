-- Scripts are read for the images that their strings name.

alter table crawl_url drop constraint crawl_url_kind_check;
alter table crawl_url add constraint crawl_url_kind_check
  check (kind in ('page', 'image', 'robots', 'style', 'script', 'manifest', 'feed', 'sitemap'));
