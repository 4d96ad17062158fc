/** `stream`: a recording, or live events, through a trained network. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { EXIT_CODES, MotifsmithError } from '../../core/errors.ts';
import { shellWord } from '../../core/shell-word.ts';
import { visible } from '../../core/visible.ts';
import { IrregularityTally } from '../../data/events/irregularities.ts';
import type { OnWarning } from '../../data/events/warnings.ts';
import { openDeployed } from '../../experiment/deployed-network.ts';
import {
  EventStream,
  type EventStreamOptions,
  type Prediction,
} from '../../runtime/event-stream.ts';
import { irregularityText } from '../../view/irregularities.ts';
import { finalLine, predictionLine } from '../../view/prediction.ts';
import { isReaderGone, note, print, printJsonLine } from '../output.ts';
import { listenForStop } from '../stop-requests.ts';
import { type LineInput, pushLines } from './stream/lines.ts';
import { pushRecording, readingSettings, readRecording } from './stream/recording.ts';

export interface StreamCommandOptions {
  /** ms between predictions; without it, whenever the class changes. */
  readonly every?: number;
  readonly member?: string;
  readonly data?: string;
  /** `data.key=value`, in order. */
  readonly set?: readonly string[];
  readonly json?: boolean;
}

export async function streamCommand(
  source: string,
  file: string,
  { every, member, data: dataPath, set = [], json = false }: StreamCommandOptions,
): Promise<void> {
  const deployed = await openDeployed({ path: source, member: member ?? null, dataPath });
  const { network } = deployed;
  // An old file is refused here, before anything is read.
  new EventStream(network);
  const { preprocessing, classNames, origin } = network.deployment!;
  const data =
    dataPath !== undefined && deployed.data && 'path' in deployed.data
      ? { ...deployed.data, path: dataPath }
      : deployed.data;
  const isLive = file === '-';
  if (!isLive) await refusePipe(source, file);
  const name = isLive ? 'standard input' : file;
  const settings = readingSettings(file, data, set);
  const tally = new IrregularityTally();
  const onWarning: OnWarning = (warning) => {
    if ('kind' in warning) tally.add(warning);
    else note(`warning: ${warning.where}: ${warning.what}`);
  };
  const onStep = predictionPrinter(every ?? null, network.stepMs, json);
  const open = (sensor: EventStreamOptions['sensor'] | null) => {
    const stream = new EventStream(network, { name, onStep, ...(sensor && { sensor }) });
    if (json) {
      const { sensor: trained } = preprocessing;
      const head = { format: 'motifsmith-stream', formatVersion: 1 };
      printJsonLine({ event: 'start', ...head, file, sensor: trained, classNames, origin });
    }
    return stream;
  };
  const stop = listenForStop({ asked: () => process.stdin.destroy() });
  const readLines = (lines: LineInput['source']) =>
    pushLines({
      source: untilStopped(lines, stop.signal),
      name,
      reading: settings,
      onWarning,
      open,
      isOver: isReaderGone,
    });
  const recording = isLive
    ? null
    : await readRecording(settings, preprocessing.sensor, data, onWarning);
  let events: number;
  let prediction: Prediction;
  if (recording !== null) {
    const stream = open(recording.sensor);
    pushRecording(stream, recording.events);
    events = recording.events.times.length;
    prediction = stream.finish(recording.events.durationUs);
  } else {
    const lines = await readLines(isLive ? process.stdin : createReadStream(file));
    ({ events } = lines);
    if (events === 0 && stop.signal.aborted) {
      throw new MotifsmithError('interrupted', 'Stopped before the first event.');
    }
    prediction = lines.stream.finish();
  }
  stop.done();
  const label = recording?.label ?? null;
  const irregularities = tally.totals;
  for (const one of irregularities) note(`note: ${irregularityText(one)}`);
  if (json) printJsonLine({ event: 'final', ...plain(prediction), events, label, irregularities });
  else {
    const truth = label === null ? '' : `; it is ${visible(label)}`;
    print(`${finalLine(prediction, events)}${truth}\n`);
  }
  if (stop.signal.aborted) process.exitCode = EXIT_CODES.interrupted;
}

/** A pipe has a name, but can be read only once, from its beginning to its end. */
async function refusePipe(source: string, file: string): Promise<void> {
  const isPipe = await stat(file).then(
    (found) => found.isFIFO() || found.isCharacterDevice(),
    () => false,
  );
  if (!isPipe) return;
  throw new MotifsmithError('usage', 'The recording is a pipe or a device, not a file.', {
    where: file,
    remedy: `Give it on standard input: motifsmith stream ${shellWord(source)} - < ${shellWord(file)}`,
  });
}

/** What JSON has of a prediction. */
function plain({ timeMs, steps, className, confidence, scores }: Prediction) {
  return { timeMs, steps, class: className, confidence, scores: Array.from(scores) };
}

/** Prints each change of the class, or a prediction at regular intervals. */
function predictionPrinter(
  every: number | null,
  stepMs: number,
  json: boolean,
): (prediction: Prediction) => void {
  let shown: string | null = null;
  return (prediction) => {
    const { className, timeMs } = prediction;
    const isDue =
      every === null
        ? className !== shown
        : Math.floor(timeMs / every) > Math.floor((timeMs - stepMs) / every);
    if (!isDue) return;
    shown = className;
    if (json) printJsonLine({ event: 'prediction', ...plain(prediction) });
    else print(`${predictionLine(prediction)}\n`);
  };
}

/** Ends as if the source did when the user asks for it. */
async function* untilStopped(
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } catch (error) {
    // A source that was destroyed in the middle says so.
    if (!signal.aborted) throw error;
  }
}
