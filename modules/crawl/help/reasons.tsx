import { formatCount } from "../../shared/web/format.ts";
import { type HelpPage, HelpSection, HelpTerms, HelpText } from "../../shared/web/help.tsx";
import { MEANING } from "../jobs/reasons.ts";
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
  const limits = trapLimits(JobOptions.parse({}));
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
      "query_variants",
      `A page's path was asked for with more than ${limits.shapes} sets of parameter names, or with more than ${
        formatCount(limits.queries)
      } queries of several parameters. The second limit grows with \`maxPages\`.`,
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
