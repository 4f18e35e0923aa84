/** One invariant: how many things were looked at, and each that breaks it. */
export interface Finding {
  invariant: "I1" | "I2" | "I3" | "I4" | "I5" | "I6" | "I8";
  rule: string;
  checked: number;
  breaches: string[];
}
