import { useEffect, useState } from "preact/hooks";
import { mountIsland } from "../../shared/web/mount_island.ts";
import { SeedCount, type SeedCountProps } from "../pages/seed_count.tsx";
import { addressLines } from "../text_lines.ts";

export interface CountedFieldProps extends SeedCountProps {
  /** The id of the field that holds the addresses. */
  field: string;
}

/** Counts the start addresses while they are typed. */
function CountedField({ field, count: initial, limit }: CountedFieldProps) {
  const [count, setCount] = useState(initial);
  useEffect(() => {
    const area = document.getElementById(field);
    if (!(area instanceof HTMLTextAreaElement)) return;
    const recount = () => setCount(addressLines(area.value).length);
    recount();
    area.addEventListener("input", recount);
    return () => area.removeEventListener("input", recount);
  }, [field]);
  return <SeedCount count={count} limit={limit} />;
}

mountIsland("seed_count", CountedField);
