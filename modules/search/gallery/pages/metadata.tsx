const TEXT_LENGTH = 500;

/** The metadata of the file as it is, with a group for each of EXIF, IPTC and XMP. */
export function Metadata({ metadata }: { metadata: Record<string, unknown> }) {
  const groups = Object.entries(metadata).filter(([, value]) => !isEmpty(value));
  if (groups.length === 0) return null;
  const loose = groups.filter(([, value]) => !isRecord(value));
  return (
    <section aria-labelledby="metadata">
      <h2 id="metadata" class="mb-2">Metadata</h2>
      <div class="card grid gap-x-8 gap-y-4 p-4 lg:grid-cols-2">
        {loose.length > 0 && <Group name={null} entries={loose} />}
        {groups.map(([name, value]) => isRecord(value) ? <Group key={name} name={name} entries={Object.entries(value)} /> : null)}
      </div>
    </section>
  );
}

function Group({ name, entries }: { name: string | null; entries: [string, unknown][] }) {
  return (
    <div class="min-w-0">
      {name !== null && <h3 class="mb-1 uppercase">{name}</h3>}
      <dl class="facts text-xs leading-5">
        {entries.filter(([, value]) => !isEmpty(value)).map(([key, value]) => (
          <>
            <dt class="break-all">{key}</dt>
            <dd class="min-w-0">{textOf(value)}</dd>
          </>
        ))}
      </dl>
    </div>
  );
}

function textOf(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value) ?? "";
  return text.length > TEXT_LENGTH ? `${text.slice(0, TEXT_LENGTH)}…` : text;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === "" || (isRecord(value) && Object.keys(value).length === 0);
}
