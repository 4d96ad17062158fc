/**
 * The most that files, settings and requests may ask for, in one place. Code that turns a number from outside
 * into an allocation or a loop compares it with one of these first, so that a wrong byte costs an error, not
 * the machine. Each is far above what known data need; `docs/limits.md` says what each guards, and a test
 * compares that table with this one.
 */
import { MotifsmithError } from './errors.ts';

/** Limits of data sets, which somebody may need to raise: see `adjustLimits`. */
const ADJUSTABLE = {
  /** Bytes that the members of one archive may unpack to: 1 GiB. */
  archiveBytes: 2 ** 30,
  /** How many times its own bytes an archive may unpack to, beyond 64 MiB. */
  archiveRatio: 100,
  /** Bytes that one compressed packet of a camera may unpack to: 256 MiB. */
  packetBytes: 2 ** 28,
  /** Bytes of an HDF5 file that one read may copy and unpack: 128 MiB. */
  hdf5Bytes: 2 ** 27,
  /** Classes of a data set, and speakers or utterances where they are numbered. */
  classes: 2 ** 16,
  /** Recordings of a data set, and files in its folder. */
  recordings: 2_000_000,
  /** Cells of a sensor; with two polarities, there are twice as many channels. */
  cells: 2 ** 24,
  /** Steps of a sample. */
  steps: 1_000_000,
  /** Events that an encoder or a synthetic task may make of one recording. */
  events: 2 ** 22,
  /** Events of one recording of a camera, 13 bytes each: 1.6 GiB. */
  recordedEvents: 2 ** 27,
  /** Samples of one sound, by channel, as recorded and as resampled: 17 minutes at 16 kHz. */
  soundSamples: 2 ** 24,
  /** Frames × channels that an ear makes of one sound. */
  soundFrames: 2 ** 25,
  /** Neurons of a layer. */
  neurons: 2 ** 20,
  /** Weights of a network. */
  weights: 2 ** 28,
  /** Runs of a study or a sweep. */
  runs: 10_000,
} as const;

/** Limits that nothing known comes near. */
const FIXED = {
  /** Brackets within brackets in JSON. */
  jsonDepth: 64,
  /** Bytes of one JSON file or line: 64 MiB; a search over a motif of 1000 neurons writes lines of 7 MB. */
  jsonBytes: 2 ** 26,
  /** Bytes of a configuration or study file: 256 KiB. */
  settingsBytes: 2 ** 18,
  /** Sections within sections of such a file. */
  settingsDepth: 64,
  /** Values of such a file after its aliases were replaced by what they stand for. */
  settingsValues: 100_000,
  /** Bytes of the text at the beginning of a recording: 4 MiB. */
  headerBytes: 2 ** 22,
  /** Files of a run that a queue carries. */
  cellFiles: 10_000,
  /** Bytes of these files: 4 GiB. */
  cellBytes: 2 ** 32,
  /** Steps, channels or neurons of a worked case, which the reference engine computes one by one. */
  caseCount: 100_000,
} as const;

/** A limit that can be raised or lowered. */
export type AdjustableLimit = keyof typeof ADJUSTABLE;

const limits: Record<AdjustableLimit | keyof typeof FIXED, number> = { ...ADJUSTABLE, ...FIXED };

/** The limits that hold in this process. */
export const LIMITS: Readonly<typeof limits> = limits;

/** The variable of the environment that `adjustLimits` is given. */
export const LIMITS_VARIABLE = 'MOTIFSMITH_LIMITS';

/** Part of a remedy: how to allow more. */
export const allowMore = (name: AdjustableLimit): string =>
  `If it is meant, allow more: set the variable ${LIMITS_VARIABLE} to ${name}=NUMBER (now ${LIMITS[name]})`;

/**
 * Changes limits for the rest of this process. They decide only what is refused: nothing that is accepted
 * comes out differently.
 * @param text pairs such as `steps=2e6,classes=1e5`
 * @throws MotifsmithError (`usage`) for an unknown name, or a number that is not whole and at least 1
 */
export function adjustLimits(text: string): void {
  const changed: Partial<Record<AdjustableLimit, number>> = {};
  for (const pair of text.split(',').filter((part) => part.trim() !== '')) {
    const [name = '', value = ''] = pair.split('=', 2).map((part) => part.trim());
    const number = Number(value);
    if (!Object.hasOwn(ADJUSTABLE, name)) {
      throw refusal(pair, `Unknown limit ${JSON.stringify(name)}.`);
    }
    if (value === '' || !Number.isSafeInteger(number) || number < 1) {
      throw refusal(pair, `The limit ${name} is ${JSON.stringify(value)}, not a whole number.`);
    }
    changed[name as AdjustableLimit] = number;
  }
  Object.assign(limits, changed);
}

function refusal(pair: string, message: string): MotifsmithError {
  return new MotifsmithError('usage', message, {
    where: `${LIMITS_VARIABLE}: ${pair.slice(0, 80)}`,
    remedy: `Write NAME=NUMBER, with commas between; names: ${Object.keys(ADJUSTABLE).join(', ')}.`,
  });
}
