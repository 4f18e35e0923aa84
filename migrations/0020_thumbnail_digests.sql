-- SHA-256 of the thumbnail's file as it was made, so that bytes that changed since are noticed. Null for an image that has no
-- thumbnail of its own, and for thumbnails of earlier versions: those are not compared.
alter table image add column thumbnail_sha256 text check (thumbnail_sha256 ~ '^[0-9a-f]{64}$');
