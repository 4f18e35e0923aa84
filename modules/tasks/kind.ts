import { z } from "zod";

/** How far the work is, and where it goes on if this process dies. */
export interface Progress<Position> {
  done: number;
  /** Null while it is not known. */
  total: number | null;
  position: Position;
}

/** What a runner has to work with. */
export interface TaskRun<Parameters, Position> {
  readonly parameters: Parameters;
  /** The position that an earlier attempt reported, or null: the work goes on from there. Up to half a second may be done again. */
  readonly position: Position | null;
  /** Aborts when the task is cancelled, when another attempt takes it over, and when this node stops. */
  readonly signal: AbortSignal;
  /** To be called after each step. Throws once the signal has aborted, or this attempt no longer holds the task. */
  report(progress: Progress<Position>): Promise<void>;
}

/** What came of a completed task, in sentences. */
export interface Findings {
  summary: string;
  lines: string[];
}

/** A kind of task as its slice describes it. */
export interface TaskKindSpec<Parameters extends z.ZodType, Position extends z.ZodType, Result extends z.ZodType> {
  name: string;
  title: string;
  /** One or two sentences for people who may start it. */
  description: string;
  /** What progress counts, in the plural. */
  unit: string;
  parameters: Parameters;
  position: Position;
  result: Result;
  /** Whether only one task of this kind is queued or running at a time. */
  isSingle: boolean;
  /** Whether people may start it by hand; it then takes no parameters. */
  byHand: boolean;
  /** How often the schedule starts it. */
  everyHours?: number;
  /** Does the work in bounded steps. Steps may be done again after a crash. */
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

/** Checks what comes from the database by the kind's schemas. A position of an earlier version begins anew. */
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
      return known.success ? spec.describe(known.data) : { summary: "Done by an earlier version of the program.", lines: [] };
    },
  };
}
