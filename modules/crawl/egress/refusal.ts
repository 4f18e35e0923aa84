import { messageOf } from "../../shared/errors.ts";

const MISREAD = "MISREAD";

/** Makes an error for an answer that undici reads in another way than browsers do. It counts as refused. */
export function misread(): Error {
  return Object.assign(new Error("The answer is read in another way by browsers"), { code: MISREAD });
}

/**
 * Whether undici's parser refused an answer that browsers may accept. At the end of a connection the parser has an error for a
 * body without its end; that one is no refusal.
 */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error) || isEndOfConnection(error)) return false;
  // undici destroys the connection with the words "bad response" at an interim answer that it did not ask for, and at bytes that
  // no request has asked for.
  return error.name === "HTTPParserError" || codeOf(error) === MISREAD || codeOf(error) === "UND_ERR_HEADERS_OVERFLOW" ||
    messageOf(error) === "bad response";
}

/** The same for an error that came before the head: undici adds the digits of two Content-Lengths up to one long number. */
export function isRefusalOfHead(error: unknown): boolean {
  return isRefusal(error) || codeOf(error) === "UND_ERR_RES_CONTENT_LENGTH_MISMATCH";
}

/** Whether undici's parser says that the connection was closed within a body. */
export function isEndOfConnection(error: unknown): boolean {
  return error instanceof Error && error.name === "HTTPParserError" && /invalid eof state/i.test(messageOf(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
