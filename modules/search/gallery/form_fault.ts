import { AppError } from "../../shared/errors.ts";

/** Runs a form's act; what was wrong with the input is a message for the form, everything else an error page. */
export async function formFault<Result>(act: () => Promise<Result>): Promise<{ result: Result } | { fault: string }> {
  try {
    return { result: await act() };
  } catch (error) {
    if (error instanceof AppError && error.code === "invalid") return { fault: error.faults[0]?.message ?? error.message };
    throw error;
  }
}
