/** The result of checking one invariant: the number of things that were checked, and a text for each that breaks it. */
export interface Finding {
  /** "DB": the embedded database can be read in full. The other invariants depend on it. */
  invariant: "DB" | "I1" | "I2" | "I3" | "I4" | "I5" | "I6" | "I8";
  rule: string;
  checked: number;
  breaches: string[];
  /** Ids of the images that break it, if a repair needs them. */
  imageIds?: number[];
}
