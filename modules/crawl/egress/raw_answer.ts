/** A GET request as both readers take it. */
export interface RawRequest {
  url: URL;
  /** Names and values by turns. */
  headers: readonly string[];
  /** Ends the request, whether its answer has begun or not. The reason is what the caller gets. */
  signal: AbortSignal;
  /** Whether a body that ends early is kept as it is, which is for pages only. */
  keepsPartial: boolean;
}

/** An answer as a reader found it, before its body is decoded. */
export interface RawAnswer {
  status: number;
  /** The header fields: the name in lower case, with one value for each line. Bytes are characters (Latin-1). */
  fields: ReadonlyMap<string, readonly string[]>;
  /** The body without its framing. Throws if the answer is broken or ends early. */
  body: AsyncIterable<Uint8Array>;
  /** Whether the body has ended early, if that is no error; known when it was read. */
  endedEarly(): boolean;
  /** Releases the connection. It may be called more than once. */
  release(): void;
}

/** Tells a reader of a body whether it may end early, and gets to know that it did. */
export interface EarlyEnd {
  isAllowed: boolean;
  happened: boolean;
}

/** Makes one request and returns the answer as soon as its head has arrived. */
export type Reader = (request: RawRequest) => Promise<RawAnswer>;

/** Returns the members of a list-valued field (RFC 9110, 5.6.1) in lower case. */
export function valuesOf(fields: RawAnswer["fields"], name: string): string[] {
  return (fields.get(name) ?? []).flatMap((line) => line.split(",")).map((value) => value.trim().toLowerCase());
}
