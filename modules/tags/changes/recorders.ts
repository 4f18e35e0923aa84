import type { Recorder } from "../../history/recorder.ts";
import { taggingRecorder } from "./tagging_recorder.tsx";
import { vocabularyRecorder } from "./vocabulary_recorder.tsx";

/** In the order in which operations change the tables: a tag is there before its taggings. */
export const TAG_RECORDERS: readonly Recorder[] = [vocabularyRecorder, taggingRecorder];
