/** Decodes an audio file by its first bytes, whatever its name: TI46 calls SPHERE files .wav. */
import { type ReportOptions, reportOn } from '../events/report.ts';
import { decodeFlac, isFlac } from './flac.ts';
import { decodeSphere, isSphere } from './sphere.ts';
import { decodeWav, isWav } from './wav.ts';
import { complainAboutAudio, type Waveform } from './waveform.ts';

/** Usual endings of the files that are read. */
const EXTENSIONS = /\.(wav|wave|rf64|bw64|flac|sph|sphere|nist|adc)$/i;

const FORMATS = [
  { matches: isWav, decode: decodeWav },
  { matches: isFlac, decode: decodeFlac },
  { matches: isSphere, decode: decodeSphere },
] as const;

/** Whether a file is audio by its name; files hidden by a leading dot are not. */
export function isAudioName(path: string): boolean {
  return EXTENSIONS.test(path) && !/(^|\/)\./.test(path);
}

/**
 * Decodes RIFF/WAVE, FLAC or NIST SPHERE.
 * @param file names the file in errors
 * @param options how irregular files are read
 * @throws MotifsmithError `data` if it is neither, damaged or of a kind that is not read
 */
export function decodeAudio(bytes: Uint8Array, file: string, options: ReportOptions): Waveform {
  const report = reportOn(file, options);
  const format = FORMATS.find(({ matches }) => matches(bytes));
  if (format === undefined) {
    throw complainAboutAudio(file)(
      'The file is neither RIFF/WAVE nor FLAC nor NIST SPHERE.',
      0,
      'Convert it, e.g. with `sox in.mp3 -b 16 out.wav`.',
    );
  }
  const waveform = format.decode(bytes, report);
  report.finish();
  return waveform;
}
