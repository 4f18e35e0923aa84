import { Settings } from "../../shared/config.ts";
import { HelpCode, HelpList, type HelpPage, HelpSection, HelpTerm, HelpTerms, HelpText } from "../../shared/web/help.tsx";

/** How the program is run. The settings come from the schema that reads them. */
export const OPERATING_HELP: HelpPage = {
  path: "/help/operating",
  title: "Running the program",
  about: "Settings, access from other machines, backups, and what happens when a process, the disk or the database fails.",
  Content: OperatingHelp,
};

function OperatingHelp() {
  return (
    <>
      <HelpSection id="settings" title="Settings">
        <p>
          <HelpText text="Settings are environment variables, or lines of a file `.env` in the program's folder; `.env.example` is a template. The environment wins over the file. A wrong value stops the start with a message that names it." />
        </p>
        <HelpTerms terms={Object.keys(Settings.shape).map((name) => [name, settingText(name)])} />
        <p>
          <HelpText text="To crawl a server in your own network, name it: `CRAWL_ALLOWED_PRIVATE_HOSTS=192.168.1.20:8080`." />
        </p>
      </HelpSection>
      <OtherMachines />
      <Backups />
      <Failures />
    </>
  );
}

/** The default of a setting is what an empty environment gives. */
function settingText(name: string): string {
  const defaults: Record<string, unknown> = Settings.parse({});
  const shape: Record<string, { description?: string | undefined }> = Settings.shape;
  const text = String(defaults[name] ?? "");
  return `${shape[name]?.description ?? ""}.${text === "" ? "" : ` Default: \`${text}\`.`}`;
}

const DOCKER = `docker build -t image-tagger .
docker run -p 8000:8000 -v tagger:/data -e ACCESS_TOKEN=<at least 16 characters> image-tagger`;

function OtherMachines() {
  return (
    <HelpSection id="proxy" title="Access from other machines">
      <ul class="list-disc space-y-1 pl-5">
        <li>
          <HelpText text="`HOST=0.0.0.0` is refused without `ACCESS_TOKEN`. People sign in with the token once; programs send it as a Bearer token." />
        </li>
        <li>
          <HelpText text="Put a reverse proxy in front. It brings TLS and limits on slow requests, which this server does not have: half-sent requests stay open, though the server keeps answering others." />
        </li>
        <li>
          <HelpText text="The proxy must pass `Host` and set `X-Forwarded-Proto`. Name its host in `ALLOWED_HOSTS`, and turn off buffering for `/api/jobs/*/events`. Set `ACCESS_TOKEN` even if the proxy runs on the same machine, because the server takes every request that comes through it for a local one." />
        </li>
        <li>In a container:</li>
      </ul>
      <HelpCode
        text={DOCKER}
      />
    </HelpSection>
  );
}

function Backups() {
  return (
    <HelpSection id="backups" title="Backups">
      <p>
        <HelpText text="A copy of `DATA_DIR`, made while nothing runs on it, is a complete backup if the database is the embedded one. With a database on a server, dump the database first and copy the folder afterwards, because a file is always there before its row." />
      </p>
      <p>
        <a href="/help/verify">Check the library</a> after restoring a backup.
      </p>
    </HelpSection>
  );
}

const FAILURES: [fault: string, outcome: string][] = [
  ["A process is killed", "Nothing that was acknowledged is lost. Jobs go on at the next start."],
  [
    "A write fails",
    "The attempt of the job ends, and the next attempt goes on with what is in the database. A page counts as read only when all links that it named are stored.",
  ],
  [
    "The disk fills",
    "With less than `MIN_FREE_MEGABYTES` free, jobs pause and resume by themselves when there is room. The embedded database keeps a file `reserve`, which is deleted if the disk is full all the same.",
  ],
  [
    "The database is away",
    "Requests are answered with 503 and `Retry-After`. Jobs go on when the database is back. The embedded database runs in a process of its own, which is ended and started again if it does not answer.",
  ],
  [
    "The power fails",
    "Files are synced before the rows that name them, and the embedded database syncs what it acknowledges. URLs that were about to be fetched are fetched again. Power loss was not tried on real hardware.",
  ],
];

function Failures() {
  return (
    <HelpSection id="failures" title="When something fails">
      <HelpList>
        {FAILURES.map(([fault, outcome]) => (
          <HelpTerm key={fault} term={fault}>
            <HelpText text={outcome} />
          </HelpTerm>
        ))}
      </HelpList>
    </HelpSection>
  );
}
