/** A tag's name as a search term, in quotation marks if the search would read it as something else. */
export function termOf(name: string): string {
  return /[:|&<>=]/.test(name) || !isBalanced(name) ? `"${name.replaceAll("\\", "\\\\")}"` : name;
}

/** Whether all parentheses are in pairs, as in fate_(series). The search reads such parentheses as part of the name. */
function isBalanced(name: string): boolean {
  let open = 0;
  for (const char of name) {
    if (char === "(") open++;
    if (char === ")" && --open < 0) return false;
  }
  return open === 0;
}

/** URL of the gallery with the images that have the tag. */
export function tagUrl(name: string): string {
  return `/?${new URLSearchParams({ q: termOf(name) })}`;
}

/** URL of the page about the tag. */
export function tagPageUrl(name: string): string {
  return `/tag?${new URLSearchParams({ name })}`;
}
