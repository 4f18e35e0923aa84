/** A category's colour. An SVG attribute, because the pages' policy allows no inline style. */
export function TagDot({ colour, category }: { colour: string; category: string }) {
  return (
    <svg viewBox="0 0 8 8" class="size-2 shrink-0" aria-hidden={category === ""} role="img" aria-label={category}>
      {category !== "" && <title>{category}</title>}
      <circle cx="4" cy="4" r="4" fill={colour} />
    </svg>
  );
}
