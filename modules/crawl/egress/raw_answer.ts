/** One GET request, as both readers make it. */
export interface RawRequest {
  url: URL;
  /** Names and values by turns. */
  headers: readonly string[];
  /** Ends the request, whether its answer has begun or not. The reason is what the caller gets. */
  signal: AbortSignal;
}

/** An answer as a reader found it, before its body is decoded. */
export interface RawAnswer {
  status: number;
  /** The header fields: the name in lower case, with one value for each line. Bytes are characters (Latin-1). */
  fields: ReadonlyMap<string, readonly string[]>;
  /** The body without its framing. Throws if the answer is broken or ends early. */
  body: AsyncIterable<Uint8Array>;
  /** Releases the connection. It may be called more than once. */
  release(): void;
}

/** Makes one request and returns the answer as soon as its head has arrived. */
export type Reader = (request: RawRequest) => Promise<RawAnswer>;
