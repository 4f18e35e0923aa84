/** A measurement. The names of the numbers say their units. Null means that the value could not be measured. */
export type Row = { measure: string } & Record<string, string | number | null>;

export function print({ measure, ...values }: Row, { json }: { json: boolean }): void {
  const line = json
    ? JSON.stringify({ measure, ...values })
    : `${measure}\n    ${Object.entries(values).map(([name, value]) => `${spaced(name)} ${rounded(value)}`).join(", ")}`;
  Deno.stdout.writeSync(new TextEncoder().encode(line + "\n"));
}

function spaced(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function rounded(value: string | number | null): string {
  if (value === null) return "unknown";
  return typeof value === "number" && !Number.isInteger(value) ? value.toPrecision(3) : String(value);
}
