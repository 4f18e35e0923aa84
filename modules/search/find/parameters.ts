/** Makes a value a parameter of a statement and returns its name in the statement. */
export type Parameter = (value: unknown) => string;

/** The parameters are added at the end of `values`. */
export function parameterOf(values: unknown[]): Parameter {
  return (value) => `$${values.push(value)}`;
}
