import { type HelpPage, HelpSection } from "../../shared/web/help.tsx";
import { INVARIANTS } from "../verify/invariants.ts";

/** Lists the checks of `deno task verify`, from the table that its report uses. */
export const VERIFY_HELP: HelpPage = {
  path: "/help/verify",
  title: "Checking a library",
  about: "`deno task verify` checks that nothing is lost. `--repair` also mends what can be mended.",
  Content: VerifyHelp,
};

function VerifyHelp() {
  return (
    <HelpSection id="invariants" title="What must always hold">
      <p>
        Stop the server first if it uses the embedded database. The command prints a line for each rule, with what breaks it, and
        ends with exit status 0 if every rule holds, 1 if one is broken, and 2 if it could not check.
      </p>
      <dl class="card divide-y divide-line">
        {INVARIANTS.map(({ id, rule, about }) => (
          <div key={id} id={`invariant-${id}`} class="grid gap-x-4 px-4 py-3 sm:grid-cols-[2.5rem_1fr]">
            <dt class="font-mono font-semibold">{id}</dt>
            <dd>
              <p>{rule}.</p>
              <p class="text-muted">{about}</p>
            </dd>
          </div>
        ))}
      </dl>
    </HelpSection>
  );
}
