/** The result of checking one invariant: how many things were looked at, and each that breaks it. */
export interface Finding {
  /** "DB" is what the others rest on: an embedded database that can be read in full. */
  invariant: "DB" | "I1" | "I2" | "I3" | "I4" | "I5" | "I6" | "I8";
  rule: string;
  checked: number;
  breaches: string[];
  /** Ids of the images that break it, where there is a repair that needs them. */
  imageIds?: number[];
}
