/** Images as a statement takes them: for each chunk of 32,768 ids one bit an image, 4,096 bytes. */
export interface PackedSet {
  chunks: number[];
  /** Those of one chunk after those of another, in base64: two thirds of what hexadecimal takes, of which garbage is made. */
  bits: string;
}

/** The rows of a statement over ids, in groups by the first column, that `packPlaces` takes. */
export const PLACES = "chunk_of(id) as chunk, encode(string_agg(int2send(place_in_chunk(id)::smallint), ''), 'base64') as places";

export interface PlacesOfChunk {
  chunk: number;
  places: string | null;
}

const BYTES = 4_096;

/** Unites the images of each chunk, given as positions of two bytes each, in base64. */
export function packPlaces(chunks: PlacesOfChunk[]): PackedSet {
  const all = new Uint8Array(chunks.length * BYTES);
  for (const [at, { places }] of chunks.entries()) {
    setPlaces(all.subarray(at * BYTES, (at + 1) * BYTES), Uint8Array.fromBase64(places ?? ""));
  }
  return { chunks: chunks.map(({ chunk }) => chunk), bits: all.toBase64() };
}

function setPlaces(bits: Uint8Array, places: Uint8Array): void {
  for (let at = 0; at < places.length; at += 2) {
    const [high = 0, low = 0] = [places[at], places[at + 1]];
    const byte = high << 5 | low >> 3;
    bits[byte] = (bits[byte] ?? 0) | 0x80 >> (low & 7);
  }
}
