import { messageOf } from "../../shared/errors.ts";

/**
 * Whether undici's parser refused an answer that browsers may accept. At the end of a connection the parser has an error for a
 * body without its end; that one is no refusal.
 */
export function isRefusal(error: unknown): boolean {
  const code = codeOf(error);
  if (code === "HPE_INVALID_EOF_STATE") return false;
  // undici destroys the connection with the words "bad response" at an interim answer that it did not ask for, and at bytes that
  // no request has asked for.
  return /^HPE_|^UND_ERR_HEADERS_OVERFLOW$/.test(code) || (code === "UND_ERR_SOCKET" && messageOf(error) === "bad response");
}

/** The same for an error that came before the head: undici adds the digits of two Content-Lengths up to one long number. */
export function isRefusalOfHead(error: unknown): boolean {
  return isRefusal(error) || codeOf(error) === "UND_ERR_RES_CONTENT_LENGTH_MISMATCH";
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
