import { AppError } from "../../shared/errors.ts";
import type { Span } from "./word.ts";

/**
 * Makes a `malformed` error whose message names the column. Its `faults` have the same span, for an interface to underline, and
 * `replacement`, the correct text for it if that is known.
 */
export function searchFault({ column, length }: Span, message: string, replacement?: string): AppError {
  return new AppError("malformed", `Column ${column} of the search: ${message}`, {
    faults: [{
      path: "q",
      message: `column ${column}: ${message}`,
      column,
      length: Math.max(1, length),
      ...(replacement === undefined ? {} : { replacement }),
    }],
  });
}
