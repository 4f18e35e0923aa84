const TERM = /(?:"(?:\\.|[^"\\])*"|\S)+/g;

/** The terms of a query as they are spelled, quotes kept whole. */
function termsOf(query: string): string[] {
  return query.match(TERM) ?? [];
}

export function hasTerm(query: string, term: string): boolean {
  return termsOf(query).some((own) => own.toLowerCase() === term.toLowerCase());
}

export function withTerm(query: string, term: string): string {
  return hasTerm(query, term) ? query : [...termsOf(query), term].join(" ");
}

export function withoutTerm(query: string, term: string): string {
  return termsOf(query).filter((own) => own.toLowerCase() !== term.toLowerCase()).join(" ");
}

export function galleryUrl(query: string): string {
  return query === "" ? "/" : `/?${new URLSearchParams({ q: query })}`;
}

/** An image's page carries the query, so that the way back leads to the same results. */
export function imageUrl(id: number, query: string): string {
  return query === "" ? `/images/${id}` : `/images/${id}?${new URLSearchParams({ q: query })}`;
}
