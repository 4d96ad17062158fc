/**
 * Reads a whole set once and says what is in it: how many samples of which class, how long and how
 * busy they are, and everything that is damaged or suspicious. It does not stop at the first damage.
 */
import { MotifsmithError } from '../../core/errors.ts';
import { sha256 } from '../datasets/fingerprint.ts';
import type { AddressEvents, Sensor } from '../events/address-events.ts';
import { unevenText } from '../events/class-balance.ts';
import { doubtAbout, PLAUSIBLE, type Plausible } from '../events/plausible.ts';
import {
  type DecodeWarning,
  furtherWarnings,
  type SkippedRecording,
  WarningCounter,
  type WarningLog,
} from '../events/warnings.ts';
import type { RecordingInfo, RecordingSet } from '../sources/recording-set.ts';
import { type EventRanges, EventTally } from './event-ranges.ts';
import { type Spread, spreadOf } from './spread.ts';

/** Samples by the split that the set prescribes; `none` if it prescribes none. */
interface SplitCounts {
  readonly train: number;
  readonly test: number;
  readonly none: number;
}

interface SampleCounts {
  /** As listed, damaged ones included. */
  readonly total: number;
  readonly perSplit: SplitCounts;
  /** By class name. */
  readonly perClass: Readonly<Record<string, number>>;
  readonly perClassAndSplit: Readonly<Record<string, SplitCounts>>;
  /** By speaker; empty if the set names none. */
  readonly perSpeaker: Readonly<Record<string, number>>;
}

/** A recording that cannot be decoded, and what helps, if anything is known to. */
interface DamagedRecording extends SkippedRecording {
  readonly remedy?: string;
}

export interface Inspection {
  readonly samples: SampleCounts;
  readonly events: EventRanges & {
    /** Events of a recording. */
    readonly perSample: Spread | null;
  };
  /** Time of the last event of a recording, ms. */
  readonly durationMs: Spread | null;
  /** Events of a recording per second of its duration. */
  readonly rateHz: Spread | null;
  /** Recordings that cannot be decoded. */
  readonly bad: readonly DamagedRecording[];
  /** Recordings that can be decoded, but that a run would refuse: empty or implausible ones. */
  readonly unusable: readonly SkippedRecording[];
  readonly warnings: WarningLog;
}

export interface InspectOptions {
  /** What recordings are expected to be like; as usual by default. */
  readonly plausible?: Plausible | undefined;
  readonly signal?: AbortSignal | undefined;
  /** @param soFar what has been found in the recordings before; it may be given time to be shown */
  readonly onProgress?:
    | ((done: number, total: number, soFar: () => Inspection) => void | Promise<void>)
    | undefined;
  /** Gets each decoded recording. */
  readonly onRecording?: ((events: AddressEvents, index: number) => void) | undefined;
}

/** @throws MotifsmithError `interrupted` by the signal */
export async function inspectSet(
  set: RecordingSet,
  { plausible = PLAUSIBLE, signal, onProgress, onRecording }: InspectOptions = {},
): Promise<Inspection> {
  const warnings = new WarningCounter();
  set.warnings.forEach(warnings.add);
  const tally = new EventTally(set.sensor);
  const counts: number[] = [];
  const durations: number[] = [];
  const rates: number[] = [];
  const bad: DamagedRecording[] = (set.unreadable ?? []).map(({ id, error }) => damage(id, error));
  const unusable: SkippedRecording[] = [];
  const duplicates = new DuplicateFinder(set.recordings, warnings);
  const total = set.recordings.length;
  const soFar = (): Inspection => {
    const ranges = tally.ranges;
    const samples = countSamples(set);
    return {
      samples,
      events: { ...ranges, perSample: spreadOf(counts) },
      durationMs: spreadOf(durations),
      rateHz: spreadOf(rates),
      bad: [...bad],
      unusable: [...unusable],
      warnings: furtherWarnings(warnings.log, [
        ...channelWarnings(ranges, set.sensor),
        ...classWarnings(samples),
        ...speakerWarnings(samples),
      ]),
    };
  };
  await onProgress?.(0, total, soFar);
  for (const [k, { id }] of set.recordings.entries()) {
    if (signal?.aborted)
      throw new MotifsmithError('interrupted', 'Stopped while reading the data.');
    const events = await readOrNote(set, k, warnings, bad);
    await onProgress?.(k + 1, total, soFar);
    if (events === null) continue;
    onRecording?.(events, k);
    tally.add(events);
    const { length } = events.times;
    const duration = length === 0 ? 0 : events.times[length - 1]! / 1000;
    counts.push(length);
    durations.push(duration);
    if (duration > 0) rates.push((1000 * length) / duration);
    const doubt = doubtAbout(events, plausible);
    const problem =
      length === 0 ? 'The recording has no events.' : doubt && `${doubt.problem} ${doubt.remedy}`;
    if (problem !== null) unusable.push({ id, problem, where: `${set.name}, recording ${id}` });
    if (length > 0) await duplicates.look(events, k);
  }
  return soFar();
}

async function readOrNote(
  set: RecordingSet,
  k: number,
  warnings: WarningCounter,
  bad: DamagedRecording[],
): Promise<AddressEvents | null> {
  try {
    return await set.read(k, warnings.add);
  } catch (error) {
    if (!(error instanceof MotifsmithError) || error.kind !== 'data') throw error;
    bad.push(damage(set.recordings[k]!.id, error));
    return null;
  }
}

const damage = (id: string, { message, where, remedy }: MotifsmithError): DamagedRecording => ({
  id,
  problem: message,
  where: where ?? id,
  ...(remedy === undefined ? {} : { remedy }),
});

/** Finds recordings with the same events: a copy in both splits would invalidate a test. */
class DuplicateFinder {
  readonly #recordings: readonly RecordingInfo[];
  readonly #warnings: WarningCounter;
  readonly #seen = new Map<string, number>();

  constructor(recordings: readonly RecordingInfo[], warnings: WarningCounter) {
    this.#recordings = recordings;
    this.#warnings = warnings;
  }

  async look({ times, x, y, polarity }: AddressEvents, k: number): Promise<void> {
    const bytes = new Uint8Array(
      times.byteLength + x.byteLength + y.byteLength + polarity.byteLength,
    );
    let at = 0;
    for (const { buffer, byteOffset, byteLength } of [times, x, y, polarity]) {
      bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
      at += byteLength;
    }
    const digest = (await sha256(bytes)).join();
    const first = this.#seen.get(digest);
    if (first === undefined) {
      this.#seen.set(digest, k);
      return;
    }
    const [one, other] = [this.#recordings[first]!, this.#recordings[k]!];
    const across = one.split === other.split ? '' : `, which is in the split ${one.split}`;
    this.#warnings.add({ where: other.id, what: `has the same events as ${one.id}${across}` });
  }
}

function countSamples({ recordings, classNames }: RecordingSet): SampleCounts {
  const none = () => ({ train: 0, test: 0, none: 0 });
  const perSplit = none();
  const perClassAndSplit = new Map(classNames.map((name) => [name, none()]));
  const perSpeaker = new Map<string, number>();
  for (const { label, split, speaker } of recordings) {
    const column = split ?? 'none';
    perSplit[column] += 1;
    // A single file that was opened on its own has no class.
    if (label < classNames.length) perClassAndSplit.get(classNames[label]!)![column] += 1;
    if (speaker !== null) perSpeaker.set(speaker, (perSpeaker.get(speaker) ?? 0) + 1);
  }
  const perClass = [...perClassAndSplit].map(
    ([name, { train, test, none: rest }]) => [name, train + test + rest] as const,
  );
  return {
    total: recordings.length,
    perSplit,
    perClass: Object.fromEntries(perClass),
    perClassAndSplit: Object.fromEntries(perClassAndSplit),
    perSpeaker: Object.fromEntries([...perSpeaker].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** A cell that sends this many times the mean of all active cells is suspicious. */
const HOT = 100;

function* channelWarnings(
  { total, busiest, activeChannels, channels }: EventRanges,
  sensor: Sensor,
): Generator<DecodeWarning> {
  if (busiest === null) return;
  if (busiest.share * activeChannels > HOT) {
    const { x, y, polarity, share } = busiest;
    yield {
      where: `cell x ${x}, y ${y}, polarity ${polarity}`,
      what: `sends ${(100 * share).toFixed(1)} % of all ${total} events: a hot pixel?`,
    };
  }
  if (sensor.height === 1 && activeChannels < channels) {
    yield {
      where: `${channels - activeChannels} of ${channels} channels`,
      what: 'send no events',
    };
  }
}

function* classWarnings({
  perClass,
  perClassAndSplit,
  perSplit,
}: SampleCounts): Generator<DecodeWarning> {
  const uneven = unevenText(Object.values(perClass), Object.keys(perClass));
  if (uneven !== null) {
    yield {
      where: 'classes',
      what: `are uneven: ${uneven}; training.classWeights: balanced lets every class count the same`,
    };
  }
  for (const [name, counts] of Object.entries(perClassAndSplit)) {
    for (const split of ['train', 'test'] as const) {
      if (perSplit[split] === 0 || counts[split] > 0) continue;
      yield { where: `class ${name}`, what: `has no ${split} recording` };
    }
    if (counts.train + counts.test + counts.none === 0) {
      yield { where: `class ${name}`, what: 'has no recording at all' };
    }
  }
}

function* speakerWarnings({ total, perSpeaker }: SampleCounts): Generator<DecodeWarning> {
  const known = Object.values(perSpeaker).reduce((sum, count) => sum + count, 0);
  if (known === 0 || known === total) return;
  yield {
    where: `${total - known} of ${total} recordings`,
    what: 'have no known speaker: data.split.by=speakers leaves them out',
  };
}
