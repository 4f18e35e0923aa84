import { HelpList, type HelpPage, HelpSection, HelpTerm } from "../../shared/web/help.tsx";
import { KEY_GROUPS } from "../key_help.ts";

/** The keys, from the table that the key `?` shows. */
export const KEYS_HELP: HelpPage = {
  path: "/help/keys",
  title: "Keys",
  about: "What the keys do while no field is being typed in. The key `?` shows the same list on every page.",
  Content: KeysHelp,
};

function KeysHelp() {
  return (
    <>
      {KEY_GROUPS.map(([title, keys], index) => (
        <HelpSection key={title} id={`keys-${index}`} title={title}>
          <HelpList>
            {keys.map(([key, does]) => (
              <HelpTerm key={key} term={<kbd>{key}</kbd>}>{`${does.charAt(0).toUpperCase()}${does.slice(1)}.`}</HelpTerm>
            ))}
          </HelpList>
        </HelpSection>
      ))}
    </>
  );
}
