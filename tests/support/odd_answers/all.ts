import { ODD_TYPES_AND_STATUSES } from "./answers.ts";
import { ODD_BODIES } from "./bodies.ts";
import { CUT_ANSWERS } from "./cuts.ts";
import { ODD_HEADS } from "./heads.ts";
import type { OddAnswer } from "./odd_answer.ts";

/** All odd answers. A further table of cases is added here. */
export const ODD_ANSWERS: readonly OddAnswer[] = [...ODD_HEADS, ...ODD_BODIES, ...CUT_ANSWERS, ...ODD_TYPES_AND_STATUSES];
