/** How a search spells a tag: quoted where its name would be read as something else. */
export function termOf(name: string): string {
  return /[:|&<>=]/.test(name) || !isBalanced(name) ? `"${name.replaceAll("\\", "\\\\")}"` : name;
}

/** Whether each parenthesis has its partner, as in fate_(series): then they belong to the name wherever it stands. */
function isBalanced(name: string): boolean {
  let open = 0;
  for (const char of name) {
    if (char === "(") open++;
    if (char === ")" && --open < 0) return false;
  }
  return open === 0;
}

/** The gallery of everything that carries the tag. */
export function tagUrl(name: string): string {
  return `/?${new URLSearchParams({ q: termOf(name) })}`;
}

/** The page about the tag itself. */
export function tagPageUrl(name: string): string {
  return `/tag?${new URLSearchParams({ name })}`;
}
