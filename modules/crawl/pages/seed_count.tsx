import { formatCount } from "../../shared/web/format.ts";

export interface SeedCountProps {
  count: number;
  limit: number;
}

/** How many addresses a field holds. The server renders it once; the island renders it again as people type. */
export function SeedCount({ count, limit }: SeedCountProps) {
  return (
    <output class={count > limit ? "font-medium text-bad" : ""}>
      {formatCount(count)} of at most {formatCount(limit)} addresses
    </output>
  );
}
