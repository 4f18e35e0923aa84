export const HELP = `deno task verify [--repair]

Checks on the data directory and its database that nothing is lost. Without --repair it mends nothing: it only brings the schema up to
date and makes the data directory's folders where they are missing. With the embedded database the server must be stopped first.
On a terminal, a line shows what is being checked.

  --repair   also mends what can be mended. Pages that have lost something of what they named (I6) are read again by a
             new job, which the server runs; jobs that have ended stay as they are. Thumbnails (I4) are made anew from
             their images. Nothing is mended while the database is damaged (DB).
  --help     shows this text.

What must hold:
  DB   Every file of the embedded database is a whole number of blocks long, and every table and index can be read in full,
       those of PostgreSQL too. Where one cannot, the database is damaged: restore the data directory from a backup. The
       other checks are made all the same, as far as they can be. For a database on a server this is not checked here: use
       pg_amcheck there.
  I1   Every image has its file, with the size and the SHA-256 of its row.
  I2   Every file under images and thumbs belongs to an image.
  I3   No temp file is left over.
  I4   Every image has its thumbnail, or an error that says why it has none.
  I5   The counters of every job are what its URLs add up to, and no URL is pending once the job has ended.
  I6   Every URL that a page named is in its job's ledger, has an outcome once the job has ended, and every stored image has a
       source there. Pages that were read by earlier versions are not checked. That the crawler sees every image of a page is
       not checked here: the tests compare with what their own sites were asked for.
  I7   A running job has one live lease, and a job that has ended never changes its status. This is about time, so that it is
       not checked here: each write of a job carries the token of its attempt, and the tests try it.
  I8   The counts and bitmaps of tags and images are what the rows say, and no edit is half done. That every edit which was
       answered with success is there is checked by the tests.
  I9   Deleting the last row of an image deletes its files, and checking changes nothing. Files that were left behind break
       I2; the rest is checked by the tests.
  I10  No request goes to an address that is not allowed. This is not checked here: the tests watch such addresses.

Exit status: 0 all invariants hold, 1 one is broken (also where its repair has begun), 2 it could not be checked.`;
