/** The result of checking one invariant: how many things were checked, and a text for each that breaks it. */
export interface Finding {
  /** "DB": the embedded database can be read in full, which the other checks rely on. */
  invariant: "DB" | "I1" | "I2" | "I3" | "I4" | "I5" | "I6" | "I8";
  rule: string;
  checked: number;
  breaches: string[];
  /** The ids of the images that break it, if a repair needs them. */
  imageIds?: number[];
}
