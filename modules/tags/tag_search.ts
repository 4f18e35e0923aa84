/** How a search spells a tag: quoted where its name would be read as something else. */
export function termOf(name: string): string {
  return /[:()|&]/.test(name) ? `"${name.replaceAll("\\", "\\\\")}"` : name;
}

/** The gallery of everything that carries the tag. */
export function tagUrl(name: string): string {
  return `/?${new URLSearchParams({ q: termOf(name) })}`;
}
