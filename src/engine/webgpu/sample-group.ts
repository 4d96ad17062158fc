/** Samples that run at the same time, as the shaders read them. */
import { MotifsmithError } from '../../core/errors.ts';
import type { EventSample } from '../../data/events/sample.ts';
import type { NetworkPlan } from './plan.ts';
import { firstRecord, HEADER, SAMPLE } from './shaders/wgsl.ts';

/** Workgroups of a dispatch, on every device; a sample takes one. */
const MOST_SAMPLES = 65_535;

/** Words of spikes of one neuron: a bit a step, and at least one step that is empty. */
const wordsOf = ({ steps }: EventSample): number => Math.floor(steps / 32) + 1;

/** What a pass keeps of its samples. */
export interface Kept {
  /** Whether the spikes are kept. */
  readonly spikes: boolean;
  /** Whether everything that the backward pass needs is kept, which includes the spikes. */
  readonly tape: boolean;
}

/** Bytes of each buffer whose size depends on the samples. */
interface GroupBytes {
  readonly events: number;
  readonly tape: number;
  readonly bits: number;
  readonly errors: number;
  readonly results: number;
}

interface Sizes {
  readonly samples: number;
  readonly words: number;
  /** Steps and events. */
  readonly entries: number;
}

function bytesOf(plan: NetworkPlan, { samples, words, entries }: Sizes, kept: Kept): GroupBytes {
  const { neurons, classes, layers, inputs } = plan;
  const rows = 32 * words;
  const table = firstRecord(plan) + SAMPLE.length * samples;
  return {
    // Events are listed by step, and again by channel for the gradient.
    events: 4 * (table + 2 * entries + inputs + 1),
    tape: kept.tape ? 4 * rows * (neurons + classes) : 4,
    bits: 4 * ((kept.spikes ? 2 * words * neurons : 0) + samples * layers.length),
    errors: kept.tape ? 4 * neurons * (rows + 3 * samples) : 4,
    results: 8 * samples * classes,
  };
}

/**
 * Splits a batch into groups that one dispatch takes, and whose buffers have at most `limit` bytes each.
 * @throws MotifsmithError (`usage`) if one sample alone does not fit
 */
export function splitBatch(
  plan: NetworkPlan,
  samples: readonly EventSample[],
  kept: Kept,
  limit: number,
): EventSample[][] {
  const groups: EventSample[][] = [];
  let sizes: Sizes = { samples: 0, words: 0, entries: 0 };
  samples.forEach((sample, b) => {
    const alone: Sizes = {
      samples: 1,
      words: wordsOf(sample),
      entries: sample.steps + 1 + sample.channels.length,
    };
    const together: Sizes = {
      samples: sizes.samples + 1,
      words: sizes.words + alone.words,
      entries: sizes.entries + alone.entries,
    };
    const most = (of: Sizes) => Math.max(...Object.values(bytesOf(plan, of, kept)));
    const fits = together.samples <= MOST_SAMPLES && most(together) <= limit;
    if (groups.length > 0 && fits) {
      groups.at(-1)!.push(sample);
      sizes = together;
      return;
    }
    if (most(alone) > limit) {
      throw new MotifsmithError(
        'usage',
        `A sample of ${sample.steps} steps needs a buffer of ${most(alone)} bytes; this graphics card allows ${limit}.`,
        { where: `sample ${b}`, remedy: 'Use longer steps, fewer neurons, or the engine `wasm`.' },
      );
    }
    groups.push([sample]);
    sizes = alone;
  });
  return groups;
}

/** A group in the form of the buffer `events`, and the size of all others. */
export interface PackedGroup {
  readonly samples: readonly EventSample[];
  readonly events: Uint32Array<ArrayBuffer>;
  readonly words: number;
  /** [samples] where the words of each begin. */
  readonly firstWords: readonly number[];
  readonly bytes: GroupBytes;
}

/**
 * @param weights [samples] factor of each sample's gradient
 * @param resting [layers] steps for which neurons rest after a spike
 */
export function packGroup(
  plan: NetworkPlan,
  samples: readonly EventSample[],
  kept: Kept,
  weights: readonly number[],
  resting: readonly number[],
): PackedGroup {
  let words = 0;
  const firstWords = samples.map((sample) => {
    words += wordsOf(sample);
    return words - wordsOf(sample);
  });
  const entries = samples.reduce(
    (sum, { steps, channels }) => sum + steps + 1 + channels.length,
    0,
  );
  const bytes = bytesOf(plan, { samples: samples.length, words, entries }, kept);
  const events = new Uint32Array(bytes.events / 4);
  const asFloats = new Float32Array(events.buffer);
  let end = firstRecord(plan) + SAMPLE.length * samples.length;
  samples.forEach(({ steps, offsets, channels, label }, b) => {
    const record = firstRecord(plan) + SAMPLE.length * b;
    events[record + SAMPLE.steps] = steps;
    events[record + SAMPLE.offsets] = end;
    events[record + SAMPLE.firstWord] = firstWords[b]!;
    events[record + SAMPLE.label] = label;
    asFloats[record + SAMPLE.weight] = weights[b]!;
    const firstChannel = end + steps + 1;
    for (let t = 0; t <= steps; t++) events[end + t] = firstChannel + offsets[t]!;
    events.set(channels, firstChannel);
    end = firstChannel + channels.length;
  });
  events[HEADER.samples] = samples.length;
  events[HEADER.rows] = 32 * words;
  events[HEADER.words] = words;
  events[HEADER.byChannel] = end;
  events.set(resting, HEADER.resting);
  if (kept.tape) sortByChannel(plan.inputs, samples, firstWords, events, end);
  return { samples, events, words, firstWords, bytes };
}

/** From `begin` on: [M + 1] where the rows of each channel begin, then the rows of the tape that it spikes in. */
function sortByChannel(
  inputs: number,
  samples: readonly EventSample[],
  firstWords: readonly number[],
  events: Uint32Array,
  begin: number,
): void {
  const next = events.subarray(begin + 1, begin + 1 + inputs);
  for (const { channels } of samples) {
    for (const channel of channels) next[channel]!++;
  }
  let at = begin + inputs + 1;
  events[begin] = at;
  // Each end becomes the place of the next row of its channel, and is its end again once all have been placed.
  for (let channel = 0; channel < inputs; channel++) {
    const count = next[channel]!;
    next[channel] = at;
    at += count;
  }
  samples.forEach(({ steps, offsets, channels }, b) => {
    for (let t = 0; t < steps; t++) {
      for (let e = offsets[t]!; e < offsets[t + 1]!; e++) {
        events[next[channels[e]!]!++] = 32 * firstWords[b]! + t;
      }
    }
  });
}
