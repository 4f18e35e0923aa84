import { formatCount } from "../../shared/web/format.ts";

export interface SeedCountProps {
  count: number;
  limit: number;
}

/** The number of addresses in a field. The server renders it once, and the island renders it again at each key. */
export function SeedCount({ count, limit }: SeedCountProps) {
  return (
    <output class={count > limit ? "font-medium text-bad" : ""}>
      {formatCount(count)} of at most {formatCount(limit)} addresses
    </output>
  );
}
