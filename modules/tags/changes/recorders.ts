import type { Recorder } from "../../history/recorder.ts";
import { taggingRecorder } from "./tagging_recorder.tsx";
import { vocabularyRecorder } from "./vocabulary_recorder.tsx";

/** The recorders of this slice, in the order in which operations write their tables: tags are created before their taggings. */
export const TAG_RECORDERS: readonly Recorder[] = [vocabularyRecorder, taggingRecorder];
