/**
 * A dot in the colour of a category. The colour is an attribute of SVG, because the content security policy forbids inline styles.
 */
export function TagDot({ colour, category }: { colour: string; category: string }) {
  return (
    <svg viewBox="0 0 8 8" class="size-2 shrink-0" aria-hidden={category === ""} role="img" aria-label={category}>
      {category !== "" && <title>{category}</title>}
      <circle cx="4" cy="4" r="4" fill={colour} />
    </svg>
  );
}
