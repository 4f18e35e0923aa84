import { AppError } from "../../modules/shared/errors.ts";

/** For `assert.rejects`: an error of this code whose message matches. */
export function isAppError(code: string, message: RegExp) {
  return (error: unknown) => error instanceof AppError && error.code === code && message.test(error.message);
}
