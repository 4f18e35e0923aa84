import project from "../../../deno.json" with { type: "json" };
import { HelpCode, type HelpPage, HelpSection, HelpTerms, HelpText } from "../../shared/web/help.tsx";
import { helpText } from "../crawl_command/arguments.ts";
import { HELP } from "../verify/help.ts";

/** The commands, from the tasks of deno.json and from what each prints for `--help`. */
export const COMMANDS_HELP: HelpPage = {
  path: "/help/commands",
  title: "Commands",
  about: "What can be run in the program's folder.",
  Content: CommandsHelp,
};

function CommandsHelp() {
  return (
    <>
      <HelpSection id="all" title="All commands">
        <HelpTerms
          terms={Object.entries(project.tasks).map(([name, { description }]) => [`deno task ${name}`, `${description}.`])}
        />
        <p>
          <HelpText text="Without Deno installed, write `npx -y deno@2.9.6 task` for `deno task`. Each command but `build` explains itself with `--help`." />
        </p>
      </HelpSection>
      <HelpSection id="crawl" title="crawl">
        <p>
          If a server runs on the same data directory, the command gives the job to the server and follows it. A job that was
          interrupted goes on at the next start.
        </p>
        <HelpCode text={helpText()} />
      </HelpSection>
      <HelpSection id="verify" title="verify">
        <HelpCode text={HELP} />
      </HelpSection>
    </>
  );
}
