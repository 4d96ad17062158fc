/**
 * Memory for the samples under way: their events and results for a whole batch, and slots in which
 * a group of them runs side by side. It grows with the longest sample and the largest batch seen.
 */
import type { EventSample } from '../../data/events/sample.ts';
import {
  SAMPLE_FIELDS,
  type SampleRecord,
  SPIKES_FIELDS,
  type SpikesRecord,
  writeRecord,
} from '../../kernels/records.ts';
import type { NetworkShape } from '../../model/shape.ts';
import type { Arena } from './arena.ts';
import { rowStride, tapeFloats } from './layer-memory.ts';

/** Samples that run between two rounds of gradient sums; results do not depend on it. */
const MOST_SLOTS = 16;
/** Slots together stay below this many bytes, as long as each thread has one. */
const SLOT_BUDGET = 2 ** 29;

interface Capacity {
  /** Longest sample. */
  readonly steps: number;
  /** Events of the sample with most of them. */
  readonly events: number;
  readonly samples: number;
  /** Steps and events over the batch. */
  readonly allSteps: number;
  readonly allEvents: number;
}

/** Feedforward weights that fit into a thread's second-level cache beside a sample's tape. */
const CACHED_WEIGHTS = 2 ** 17;

/**
 * Whether the first layer's weights are too many for a thread's cache: then its input is summed for
 * all samples of a group at once, block by block of its weights.
 */
export function drivesAtOnce({ layers }: NetworkShape): boolean {
  const { inputs, neurons } = layers[0]!;
  return inputs * neurons > CACHED_WEIGHTS;
}

/** Steps by falling number of events, in `order` [T]: a counting sort. */
function writeStepOrder(offsets: Uint32Array, order: Uint32Array): void {
  const steps = order.length;
  let most = 0;
  for (let t = 0; t < steps; t++) most = Math.max(most, offsets[t + 1]! - offsets[t]!);
  const begin = new Uint32Array(most + 2);
  for (let t = 0; t < steps; t++) begin[most - (offsets[t + 1]! - offsets[t]!) + 1]!++;
  for (let k = 0; k <= most; k++) begin[k + 1]! += begin[k]!;
  for (let t = 0; t < steps; t++) order[begin[most - (offsets[t + 1]! - offsets[t]!)]!++] = t;
}

export class BatchMemory {
  readonly #arena: Arena;
  readonly #shape: NetworkShape;
  readonly #threads: number;
  /** Where the memory of the batch begins. */
  readonly #mark: number;
  #capacity: Capacity = { steps: 0, events: 0, samples: 0, allSteps: 0, allEvents: 0 };
  /** Addresses for the kernels' network record. */
  columns = 0;
  slots = 0;
  samples = 0;
  targets = 0;
  slotCount = 0;
  /** [slots][L + 1] */
  spikes: SpikesRecord[][] = [];
  #records: SampleRecord[] = [];
  #steps = 0;
  #orders = 0;
  #events = 0;

  constructor(arena: Arena, shape: NetworkShape, threads: number) {
    this.#arena = arena;
    this.#shape = shape;
    this.#threads = threads;
    this.#mark = arena.mark;
  }

  get #classes(): number {
    return this.#shape.layers.at(-1)!.neurons;
  }

  /**
   * Makes room for samples.
   * @returns true if addresses have changed
   */
  reserve(samples: readonly EventSample[]): boolean {
    const need = {
      steps: Math.max(...samples.map(({ steps }) => steps)),
      events: Math.max(...samples.map(({ channels }) => channels.length)),
      samples: samples.length,
      allSteps: samples.reduce((sum, { steps }) => sum + steps + 1, 0),
      allEvents: samples.reduce((sum, { channels }) => sum + channels.length, 0),
    };
    const have = this.#capacity;
    const names = Object.keys(have) as (keyof Capacity)[];
    if (names.every((name) => need[name] <= have[name])) return false;
    // Growing by at least a half lets a data set settle after a few moves.
    const grown = names.map((name): [string, number] => [
      name,
      need[name] <= have[name] ? have[name] : Math.max(need[name], Math.ceil(have[name] * 1.5)),
    ]);
    this.#capacity = Object.fromEntries(grown) as unknown as Capacity;
    this.#arena.rewind(this.#mark);
    this.#place();
    return true;
  }

  #place(): void {
    const arena = this.#arena;
    const { steps, events, samples, allSteps, allEvents } = this.#capacity;
    const { layers, inputs, tauSynapse } = this.#shape;
    this.columns = arena.take(this.#threads);
    const scratch = Array.from({ length: this.#threads }, () => arena.take(16 * (steps + 1)));
    arena.words(this.columns, this.#threads).set(scratch);
    this.targets = arena.take(steps);
    const targets = arena.floats(this.targets, steps);
    const decay = Math.fround(1 - 1 / tauSynapse);
    const gain = Math.fround(1 / tauSynapse);
    let psc = 0;
    for (let t = 0; t < steps; t++) {
      psc = Math.fround(Math.fround(decay * psc) + gain);
      targets[t] = psc;
    }
    this.samples = arena.take(samples * SAMPLE_FIELDS.length);
    this.#steps = arena.take(allSteps);
    this.#orders = arena.take(allSteps);
    this.#events = arena.take(Math.max(allEvents, 1));
    this.#records = Array.from({ length: samples }, () => ({
      steps: 0,
      label: 0,
      eventOffsets: 0,
      events: 0,
      stepOrder: 0,
      scores: arena.take(2 * this.#classes),
      loss: arena.take(2),
      spikeCounts: arena.take(layers.length),
    }));
    const slotBytes =
      4 *
      layers.reduce(
        (sum, { neurons }) => sum + 4 * neurons * (steps + 1) + tapeFloats(neurons, steps),
        inputs + events,
      );
    this.slotCount = Math.min(
      samples,
      MOST_SLOTS,
      Math.max(this.#threads, Math.floor(SLOT_BUDGET / slotBytes)),
    );
    this.spikes = Array.from({ length: this.slotCount }, () => this.#placeSlot());
    const width = SPIKES_FIELDS.length;
    this.slots = arena.take(this.slotCount * (layers.length + 1) * width);
    this.spikes.flat().forEach((record, k) => {
      writeRecord(arena.words(this.slots + 4 * k * width, width), SPIKES_FIELDS, record);
    });
  }

  #placeSlot(): SpikesRecord[] {
    const arena = this.#arena;
    const { steps, events } = this.#capacity;
    const { layers, inputs } = this.#shape;
    const input: SpikesRecord = {
      bySource: arena.take(inputs + 1),
      times: arena.take(events),
      order: arena.take(inputs + steps + 2),
      spikeOffsets: 0,
      spikeNeurons: 0,
      spikePotentials: 0,
      spikeSteepness: 0,
      tape: 0,
      pscTape: 0,
    };
    const rest = layers.map(({ neurons }, l): SpikesRecord => {
      const stride = rowStride(neurons);
      // Every neuron may spike at every step, and before the first one when streaming.
      const most = neurons * (steps + 1);
      return {
        bySource: arena.take(neurons + 1),
        times: arena.take(most),
        order: arena.take(neurons + steps + 2),
        spikeOffsets: arena.take(steps + 2),
        spikeNeurons: arena.take(most),
        spikePotentials: arena.take(most),
        spikeSteepness: arena.take(most),
        tape: arena.take(tapeFloats(neurons, steps)),
        // Hidden layers keep their PSC only while streaming, one step at a time.
        pscTape: arena.take((l === layers.length - 1 ? steps : 1) * stride),
      };
    });
    return [input, ...rest];
  }

  /** Copies the samples of a batch in; `reserve` has made room. */
  load(samples: readonly EventSample[]): void {
    const arena = this.#arena;
    let offsets = this.#steps;
    let events = this.#events;
    let stepOrder = this.#orders;
    samples.forEach(({ steps, offsets: sampleOffsets, channels, label }, b) => {
      arena.words(offsets, steps + 1).set(sampleOffsets);
      arena.words(events, channels.length).set(channels);
      const record = this.#records[b]!;
      if (drivesAtOnce(this.#shape)) {
        writeStepOrder(sampleOffsets, arena.words(stepOrder, steps));
      }
      Object.assign(record, { steps, label, eventOffsets: offsets, events, stepOrder });
      const at = this.samples + 4 * b * SAMPLE_FIELDS.length;
      writeRecord(arena.words(at, SAMPLE_FIELDS.length), SAMPLE_FIELDS, record);
      offsets += 4 * (steps + 1);
      events += 4 * channels.length;
      stepOrder += 4 * steps;
    });
  }

  /** Addresses of sample b of the batch. */
  record(b: number): Readonly<SampleRecord> {
    return this.#records[b]!;
  }

  /** Results of sample b of the batch. */
  result(b: number): { loss: number; scores: Float64Array; spikeCounts: Uint32Array } {
    const { loss, scores, spikeCounts } = this.#records[b]!;
    return {
      loss: this.#arena.doubles(loss, 1)[0]!,
      scores: this.#arena.doubles(scores, this.#classes).slice(),
      spikeCounts: this.#arena.words(spikeCounts, this.#shape.layers.length),
    };
  }
}
