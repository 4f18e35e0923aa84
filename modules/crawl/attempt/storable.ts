import { messageOf } from "../../shared/errors.ts";
import { isUnstorable } from "../frontier/commit.ts";
import type { AttemptState } from "./session.ts";
import { cutWords, type Remark } from "../texts.ts";

/** Does `work`. If the database cannot store its values, the URL fails and null is returned. Other errors are thrown. */
export async function storable<Result>(
  { commit }: AttemptState,
  id: number,
  work: () => Promise<Result>,
): Promise<Result | null> {
  try {
    return await work();
  } catch (error) {
    if (!isUnstorable(error)) throw error;
    const detail: Remark = { code: "unstorable", text: cutWords(messageOf(error)) };
    await commit({ type: "ended", ended: { conclusion: { id, outcome: "failed", reason: "unstorable", detail } } });
    return null;
  }
}
