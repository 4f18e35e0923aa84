import { AppError } from "../../shared/errors.ts";
import type { Span } from "./word.ts";

/**
 * A `malformed` that says where in the search, and carries the same for an interface to underline; `replacement` is what would be
 * right there.
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
