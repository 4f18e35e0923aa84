/** Makes a value a parameter of a statement. Returns how the statement names it. */
export type Parameter = (value: unknown) => string;

/** The parameters go into `values`, behind those that are there. */
export function parameterOf(values: unknown[]): Parameter {
  return (value) => `$${values.push(value)}`;
}
