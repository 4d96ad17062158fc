/** The process that looks into data: reading may take minutes, and files may be anything. */
import { adjustLimits, LIMITS_VARIABLE } from '../../core/limits.ts';
import type { DataRecording, DataReport } from '../api/data.ts';
import { answerQuestions } from './answering.ts';
import { DataLook } from './data-look.ts';
import type { DataQuestion } from './data-messages.ts';

adjustLimits(process.env[LIMITS_VARIABLE] ?? '');

let look: DataLook | null = null;

answerQuestions(
  async ({ place, within, recording, most }: DataQuestion): Promise<DataReport | DataRecording> => {
    look ??= new DataLook(place, within);
    return recording === null ? look.report : look.recording(recording, most);
  },
);
