/** Links to the next page of a list with a keyset cursor, and back to its start. `query` holds the list's own parameters. */
export function Pagination({ path, query, cursor, next }: {
  path: string;
  query: Record<string, string | undefined>;
  cursor: string | undefined;
  next: string | null;
}) {
  if (next === null && cursor === undefined) return null;
  return (
    <nav aria-label="Pages" class="mt-6 flex items-center justify-between gap-3">
      {cursor === undefined ? <span /> : <a class="button button-quiet" href={pageUrl(path, query)}>First page</a>}
      {next === null
        ? <span class="text-muted">That is all</span>
        : <a class="button button-quiet" rel="next" href={pageUrl(path, { ...query, cursor: next })}>Next page</a>}
    </nav>
  );
}

/** Returns a path with the parameters that have a value. */
export function pageUrl(path: string, query: Record<string, string | undefined>): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== "");
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}
