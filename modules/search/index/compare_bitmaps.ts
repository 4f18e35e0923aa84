import { z } from "zod";
import type { Database } from "../../shared/database/handle.ts";
import { formatCount, plural } from "../../shared/web/format.ts";
import { compareTags } from "../../tags/taggings/compare.ts";
import { sentenceOfTag } from "../../tags/taggings/verify.ts";
import { sumTagSizes } from "../../tags/taggings/verify_repository.ts";
import { type Findings, type TaskKind, taskKind, type TaskRun } from "../../tasks/kind.ts";
import { CHUNK_SIZE, chunkOf } from "../../shared/bitmap/chunk.ts";
import { sentenceOf } from "./verify.ts";
import { findBitmapExtent, freezeSnapshot, listBitmapBreaches } from "./verify_repository.ts";

/**
 * Number of images in one step. On the embedded database, others wait for a step: 256 of 20,000 images took 150 ms on busy cores.
 */
const IMAGES = { server: 1_024, embedded: 256 };
/** The result names at most this many differences, but counts all. */
const NAMED = 200;
/** After a step, the task waits as long as the step took, but not longer than this, so that others can use the database. */
const LONGEST_REST_MILLISECONDS = 1_000;

/** A bitmap or a count that differs from its rows. */
const Difference = z.union([
  z.object({ facet: z.string(), value: z.string(), chunk: z.number(), images: z.number() }),
  z.object({ tag: z.string(), chunk: z.number().nullable(), counted: z.number().nullable(), carrying: z.number().nullable() }),
]);
type Difference = z.infer<typeof Difference>;

const Result = z.object({
  /** Number of images and of taggings whose bitmaps were compared. */
  images: z.number(),
  taggings: z.number(),
  differences: z.array(Difference),
  /** Number of all differences, named or not. */
  count: z.number(),
});

const Position = Result.extend({
  /** The last image in the bitmaps, and the number of images and taggings, when the task began. */
  extent: z.number(),
  total: z.number(),
  /** All images up to `image` and all tags up to `tag` are compared. `chunk` is the first chunk of the next tag that is not. */
  image: z.number(),
  tag: z.number(),
  chunk: z.number(),
});
type Position = z.infer<typeof Position>;

/** Compares the bitmaps that searches read with the rows that they are derived from. */
export function compareBitmaps(database: Database): TaskKind {
  return taskKind({
    name: "compare_bitmaps",
    title: "Compare bitmaps with their rows",
    description: "Searches read bitmaps that are derived from images and tags. This checks that they agree. It changes nothing.",
    unit: "rows",
    parameters: z.object({}),
    position: Position,
    result: Result,
    isSingle: true,
    byHand: true,
    everyHours: 24,
    run: (run) => compare(database, run),
    describe,
  });
}

function describe({ images, taggings, differences, count }: z.infer<typeof Result>): Findings {
  const lines = differences.map((difference) => "tag" in difference ? sentenceOfTag(difference) : sentenceOf(difference));
  if (count === 0) {
    return { summary: `All bitmaps agree with ${plural(images, "image")} and ${plural(taggings, "tagging")}.`, lines };
  }
  const summary = count === 1
    ? "One bitmap or count differs from its rows. Searches that use it may be wrong."
    : `${plural(count, "bitmap")} or counts differ from their rows. Searches that use them may be wrong.`;
  return { summary, lines: count > lines.length ? [...lines, `and ${formatCount(count - lines.length)} more`] : lines };
}

async function compare(
  database: Database,
  { position, signal, report }: TaskRun<unknown, Position>,
): Promise<z.infer<typeof Result>> {
  let at = position ?? await begin(database);
  while (true) {
    signal.throwIfAborted();
    const begun = performance.now();
    const next = at.image < at.extent ? await compareImages(database, at) : await compareNextTags(database, at);
    if (next === null) return at;
    at = next;
    const done = at.images + at.taggings;
    await report({ done, total: Math.max(at.total, done), position: at });
    await rest(performance.now() - begun, signal);
  }
}

async function begin(database: Database): Promise<Position> {
  const extent = await findBitmapExtent(database);
  const total = extent + await sumTagSizes(database);
  return { images: 0, taggings: 0, differences: [], count: 0, extent, total, image: 0, tag: 0, chunk: 0 };
}

/** Compares the next images, at most to the end of their chunk. */
async function compareImages(database: Database, at: Position): Promise<Position> {
  const low = at.image + 1;
  const chunk = chunkOf(low);
  const high = Math.min(low + IMAGES[database.kind] - 1, (chunk + 1) * CHUNK_SIZE - 1);
  const breaches = await database.transaction(async (tx) => {
    await freezeSnapshot(tx);
    return await listBitmapBreaches(tx, { chunk, low, high });
  });
  return { ...withDifferences(at, breaches), image: high, images: Math.min(high, at.extent) };
}

async function compareNextTags(database: Database, at: Position): Promise<Position | null> {
  const step = await compareTags(database, at);
  if (step === null) return null;
  return { ...withDifferences(at, step.breaches), ...step.next, taggings: at.taggings + step.taggings };
}

function withDifferences(at: Position, found: readonly Difference[]): Position {
  return { ...at, differences: [...at.differences, ...found].slice(0, NAMED), count: at.count + found.length };
}

function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, Math.min(milliseconds, LONGEST_REST_MILLISECONDS));
    signal.addEventListener("abort", end);
  });
}
