import { z } from "zod";

/** How much of the work is done, and the position at which the next attempt goes on if this process dies. */
export interface Progress<Position> {
  done: number;
  /** Null while the total is not known. */
  total: number | null;
  position: Position;
}

/** What the function `run` of a kind gets. */
export interface TaskRun<Parameters, Position> {
  readonly parameters: Parameters;
  /** The last position that was stored, or null. The work goes on from there; up to half a second of work is done again. */
  readonly position: Position | null;
  /** Aborts when the task is cancelled, when another attempt takes it over, and when this node stops. */
  readonly signal: AbortSignal;
  /** To be called after each step. Throws once the signal has aborted, or this attempt no longer holds the task. */
  report(progress: Progress<Position>): Promise<void>;
}

/** The result of a completed task, in sentences. */
export interface Findings {
  summary: string;
  lines: string[];
}

/** A kind of task, as its slice defines it. */
export interface TaskKindSpec<Parameters extends z.ZodType, Position extends z.ZodType, Result extends z.ZodType> {
  name: string;
  title: string;
  /** One or two sentences for people who can start it. */
  description: string;
  /** What `done` and `total` count, in the plural. */
  unit: string;
  parameters: Parameters;
  position: Position;
  result: Result;
  /**
   * Whether only one task of this kind is queued or running at a time. A cancelled task ends its current step beside the next one.
   */
  isSingle: boolean;
  /** Whether people can start it by hand. It must not need parameters then. */
  byHand: boolean;
  /** Hours between two tasks that the schedule starts. */
  everyHours?: number;
  /** Does the work in bounded steps. The last steps before a crash are done again. */
  run(run: TaskRun<z.output<Parameters>, z.output<Position>>): Promise<z.output<Result>>;
  describe(result: z.output<Result>): Findings;
}

/** A kind of task whose parameters, positions and results are checked against its schemas. */
export interface TaskKind
  extends Pick<TaskKindSpec<z.ZodType, z.ZodType, z.ZodType>, "name" | "title" | "description" | "unit" | "isSingle" | "byHand"> {
  readonly everyHours: number | null;
  parse(parameters: unknown): unknown;
  run(run: TaskRun<unknown, unknown>): Promise<unknown>;
  describe(result: unknown): Findings;
}

/** Makes a kind that checks values of the database by its schemas. If a position does not fit, the work begins again. */
export function taskKind<Parameters extends z.ZodType, Position extends z.ZodType, Result extends z.ZodType>(
  spec: TaskKindSpec<Parameters, Position, Result>,
): TaskKind {
  const { name, title, description, unit, isSingle, byHand, everyHours = null } = spec;
  return {
    ...{ name, title, description, unit, isSingle, byHand, everyHours },
    parse: (parameters) => spec.parameters.parse(parameters),
    run: ({ parameters, position, signal, report }) => {
      const known = spec.position.safeParse(position);
      const run = { parameters: spec.parameters.parse(parameters), position: known.success ? known.data : null, signal, report };
      return spec.run(run);
    },
    describe: (result) => {
      const known = spec.result.safeParse(result);
      return known.success
        ? spec.describe(known.data)
        : { summary: "An earlier version of the program did this task.", lines: [] };
    },
  };
}
