import { z } from "zod";

export const Count = z.number();
/** Words that a server, a library or a site crawler wrote. */
export const Words = z.string().max(4_000);
/** A remark that is part of another one. */
export const Reason = z.unknown();

/** Defines one sentence by its parameters and the function that writes it with them. */
export function text<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
  write: (parameters: z.output<z.ZodObject<Shape>>) => string,
) {
  const parameters = z.object(shape);
  return {
    parameters,
    /** Returns null if these are not the parameters of the sentence. */
    writeWith: (given: unknown): string | null => {
      const read = parameters.safeParse(given);
      return read.success ? write(read.data) : null;
    },
  };
}

export const plain = (sentence: string) => text({}, () => sentence);
export const quoted = text({ text: Words }, ({ text }) => text);
