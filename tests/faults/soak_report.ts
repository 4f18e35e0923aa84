/** The result of one fault. */
export interface Outcome {
  kind: string;
  number: number;
  name: string;
  /** Everything that was wrong, as sentences. Empty if the fault was survived. */
  breaches: string[];
  seconds: number;
}

const SHOWN = 3;
const WIDTH = 300;
/** The largest allowed ratio of the memory in the last third to that in the first. */
const GROWTH = 1.15;

export function describe({ kind, number, name, breaches, seconds }: Outcome): string {
  const head = `${breaches.length === 0 ? "ok    " : "FAILED"}  ${kind.padEnd(8)}  ${String(number).padStart(2)}  ${name}  (${
    Math.round(seconds)
  } s)`;
  const more = breaches.length > SHOWN ? [`and ${breaches.length - SHOWN} more`] : [];
  const lines = [...breaches.slice(0, SHOWN).map((breach) => breach.replace(/\s+/g, " ").slice(0, WIDTH)), ...more];
  return [head, ...lines.map((line) => `        ${line}`)].join("\n");
}

/** Returns one line per fault: how often it was tried and how often it was survived. */
export function summarise(outcomes: readonly Outcome[]): string {
  const byFault = Map.groupBy(outcomes, ({ kind, number, name }) => `${kind.padEnd(8)}  ${String(number).padStart(2)}  ${name}`);
  return [...byFault].map(([fault, rounds]) => {
    const survived = rounds.filter(({ breaches }) => breaches.length === 0).length;
    return `${fault}: ${survived} of ${rounds.length}`;
  }).join("\n");
}

export interface Memory {
  /** The medians of resident memory, in bytes. */
  first: number;
  last: number;
  /** Whether the memory grew by more than is allowed. */
  grew: boolean;
}

/** Compares the first third of the samples with the last. Returns null if there are too few. */
export function compareThirds(samples: readonly number[]): Memory | null {
  const third = Math.floor(samples.length / 3);
  if (third === 0) return null;
  const [first, last] = [median(samples.slice(0, third)), median(samples.slice(-third))];
  return { first, last, grew: last > GROWTH * first };
}

function median(samples: readonly number[]): number {
  return samples.toSorted((a, b) => a - b)[Math.floor(samples.length / 2)] ?? 0;
}
