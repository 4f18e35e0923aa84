import type { Finding } from "./finding.ts";

/** Something that must always hold. `verify --help`, /help/verify and the report of the command read it here. */
export interface Invariant {
  id: Finding["invariant"] | "I7" | "I9" | "I10";
  rule: string;
  /** How it is checked, and what to do about a breach. */
  about: string;
}

export const INVARIANTS: readonly Invariant[] = [
  {
    id: "DB",
    rule: "Every file, table and index of the embedded database can be read in full",
    about:
      "If one cannot, the database is damaged: restore the data directory from a backup. The other checks are made all the same, as far as possible. A database on a server is not checked here: use pg_amcheck there.",
  },
  {
    id: "I1",
    rule: "Every image has its file, with the size and the SHA-256 of its row",
    about: "Every file is read in full.",
  },
  {
    id: "I2",
    rule: "Every file under images and thumbs belongs to an image",
    about: "A crash may leave a file without a row; the next start removes it.",
  },
  {
    id: "I3",
    rule: "No temp file is left over",
    about: "Files of a running job are not counted. The next start removes the others.",
  },
  {
    id: "I4",
    rule: "Every image has its thumbnail, or an error that says why it has none",
    about: "--repair makes missing and changed thumbnails again from their images.",
  },
  {
    id: "I5",
    rule: "The counters of every job are the sums of its URLs, and no URL is pending once the job has ended",
    about: "The sums are computed from the rows.",
  },
  {
    id: "I6",
    rule:
      "Every URL that a page named is in its job's ledger, has an outcome once the job has ended, and every stored image has a source there",
    about:
      "--repair queues a new job that reads such pages again. Pages that were read by earlier versions are not checked. Whether the crawler finds every image of a page is not checked here: the tests compare what it asked for with what their own sites offer.",
  },
  {
    id: "I7",
    rule: "A running job has one live lease, and a job that has ended never changes its status",
    about:
      "Not checked here, because it is about time: each write of a job carries the token of its attempt, and the tests try it.",
  },
  {
    id: "I8",
    rule: "The counts and bitmaps of tags and images agree with the rows, and no operation is half done",
    about: "The tests check that every change that was answered with success is in the database.",
  },
  {
    id: "I9",
    rule: "Deleting the last row of an image deletes its files, and checking changes nothing",
    about: "Files that were left behind break I2. The tests check the rest.",
  },
  {
    id: "I10",
    rule: "No request goes to an address that is not allowed",
    about: "Not checked here: the tests watch such addresses.",
  },
];

/** The rule of an invariant, for the finding of the check that covers all of it. */
export function ruleOf(id: Invariant["id"]): string {
  return INVARIANTS.find((invariant) => invariant.id === id)?.rule ?? id;
}
