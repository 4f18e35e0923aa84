/**
 * The SQL files of the slices: all functions, views and triggers but those functions that an index, a generated column or a check
 * uses, which stand in migrations. Each file may use what the files before it make.
 */
export interface SqlSet {
  /** A database takes the files if its own number is lower. */
  number: number;
  files: readonly URL[];
}

const file = (path: string) => new URL(`../${path}`, import.meta.url);

/** Raise the number whenever a file changes. A test compares it with the digest of the files. */
export const SQL_SET: SqlSet = {
  number: 1,
  files: [
    file("shared/bitmap/chunk.sql"),
    file("tags/changes/operation_totals.sql"),
    file("tags/taggings/taggings.sql"),
    file("tags/completion/spellings.sql"),
    file("crawl/jobs/terminal_status.sql"),
    file("crawl/frontier/counters.sql"),
    file("search/index/sql/numbers.sql"),
    file("search/index/sql/facts.sql"),
    file("search/index/sql/fold.sql"),
    file("search/index/sql/triggers.sql"),
    file("search/index/sql/tagcount.sql"),
    file("search/find/image_top.sql"),
  ],
};

/** The SHA-256 of the files of each number, in order. */
export const SQL_SET_DIGESTS: readonly string[] = [
  "db24d3d39562abf6c95546b133d646e0afc2198c5068bc59a8c9ad2785c9139c",
];
