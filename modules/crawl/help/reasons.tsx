import { formatCount } from "../../shared/web/format.ts";
import { type HelpPage, HelpSection, HelpTerms, HelpText } from "../../shared/web/help.tsx";
import { MEANING } from "../jobs/reasons.ts";
import { WORTH } from "../rules/evidence.ts";
import { KINDS_OF_PAGES } from "../rules/words.ts";
import { IMAGE_FACTOR, trapLimits } from "../rules/traps.ts";
import { JobOptions } from "../schemas.ts";

/** Why URLs were not fetched or images not stored. Limits and reasons come from the code that applies them. */
export const REASONS_HELP: HelpPage = {
  path: "/help/reasons",
  title: "Why an image is missing",
  about: "Every URL that a job met has a row with its outcome and its reason. This page says what the reasons mean.",
  Content: ReasonsHelp,
};

function ReasonsHelp() {
  return (
    <>
      <HelpSection id="urls" title="Where to look">
        <p>
          A job's page counts how its URLs ended. Each count leads to the list of all URLs, which can be filtered by outcome, by
          reason and by a part of the URL. A finished job can be run again; if something failed, a run can begin with the failures
          alone. A dry run can be run for real.
        </p>
      </HelpSection>
      <HelpSection id="traps" title="Traps">
        <p>Some sites have pages without end. These limits keep a job from following them.</p>
        <HelpTerms terms={traps()} />
      </HelpSection>
      <HelpSection id="reasons" title="Reasons">
        <p>
          <HelpText text="An answer with a status that is no success has the reason `http_404`, `http_503` and so on." />
        </p>
        <HelpTerms terms={Object.entries(MEANING).map(([reason, meaning]) => [reason, `${meaning}.`])} />
      </HelpSection>
    </>
  );
}

/** With the limits of a job that sets no options. */
function traps(): [string, string][] {
  const options = JobOptions.parse({});
  const limits = trapLimits(options);
  const images = (limit: number) => `images: ${formatCount(limit * IMAGE_FACTOR)}`;
  return [
    ["too_deep_path", `The path has more than ${limits.depth} segments (${images(limits.depth)}).`],
    [
      "repeated_segments",
      `A row of path segments follows itself more than ${limits.cycles} times (${
        images(limits.cycles)
      }), or one segment stands in the path more than ${limits.repeats} times (${images(limits.repeats)}).`,
    ],
    [
      "nothing_new",
      `What the pages of a pattern bring decides, not their number. A pattern is a path with its numbers left out and its parameters (\`/day/*?month=*\`). A word as a value names a kind of page and is part of the pattern (\`?page=photo\`), unless its parameter has more than ${KINDS_OF_PAGES} words. A page brings something if it names an image or has a word that no page of the job before it had, or if a page that it led to does; a number counts as a word in a title or heading, unless the page was found on another page of the same pattern. Each page that brings nothing counts one against its pattern, each that brings something counts ${WORTH} for it, and at ${options.trapPages} the other pages of the pattern are left out. Raise \`trapPages\` if that is too early, or set it to 0 for no limit. Pages that were left out are fetched after all if what the others led to brings something later. If a whole path brings nothing, each further set of its parameters is tried with a few pages only, and parameters that no page of it had yet with one page at least. A job that goes on after a restart begins to count anew.`,
    ],
    [
      "host_budget",
      `The host has more than ${
        formatCount(limits.urlsPerHost)
      } URLs in the job. The limit grows with \`maxPages\` and \`maxImages\`.`,
    ],
    ["url_too_long", `The URL has more than ${formatCount(limits.urlLength)} characters.`],
  ];
}
