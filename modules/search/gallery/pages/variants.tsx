import { plural } from "../../../shared/web/format.ts";
import type { ImageVariant } from "../../../images/schemas.ts";
import { OutsideLink } from "./outside_link.tsx";

/** The other candidates of the picture (srcset, picture, a linked original), which were not fetched. */
export function Variants({ variants }: { variants: ImageVariant[] }) {
  if (variants.length === 0) return null;
  return (
    <details class="card">
      <summary class="px-4 py-3 font-medium hover:bg-sunken">
        Other sizes <span class="font-normal text-muted">{plural(variants.length, "candidate")} not fetched</span>
      </summary>
      <ul class="divide-y divide-line border-t border-line">
        {variants.map(({ url, descriptor, reason }) => (
          <li key={url} class="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-4 py-2 text-xs">
            <span class="badge h-5 px-2">{descriptor ?? "no size given"}</span>
            <span class="min-w-0 flex-1 basis-60">
              <OutsideLink url={url} />
            </span>
            {reason !== "variant" && <span class="text-muted">{reason.replaceAll("_", " ")}</span>}
          </li>
        ))}
      </ul>
    </details>
  );
}
