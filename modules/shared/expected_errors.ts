import { AppError, type ErrorCode } from "./errors.ts";

export type Outcome<Result> = { result: Result } | { error: AppError };

/** Runs something whose errors with one of these codes the caller can show to a person. All other errors are thrown on. */
export async function expectErrors<Result>(codes: readonly ErrorCode[], run: () => Promise<Result>): Promise<Outcome<Result>> {
  try {
    return { result: await run() };
  } catch (error) {
    if (error instanceof AppError && codes.includes(error.code)) return { error };
    throw error;
  }
}

/** The sentence about an error that is shown beside a form: the first fault of the input, if one is named. */
export function faultText({ faults, message }: AppError): string {
  return faults[0]?.message ?? message;
}
