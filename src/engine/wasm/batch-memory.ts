/**
 * Memory for the present samples: their events and results for a whole batch, and slots in which a
 * group of them runs side by side. It grows with the longest sample and the largest batch seen.
 */
import type { EventSample } from '../../data/events/sample.ts';
import { BLOCK } from '../../kernels/constants.ts';
import {
  SAMPLE,
  type SampleFields,
  SPIKES,
  type SpikesFields,
} from '../../kernels/records/network.ts';
import type { NetworkShape } from '../../model/shape.ts';
import type { SampleResult } from '../batch-result.ts';
import { classWeight, type Loss } from '../loss.ts';
import type { Arena } from './arena.ts';
import { rowSizes, tapeFloats } from './sizes.ts';

/** Samples that run between two rounds of gradient sums; results do not depend on it. */
const MOST_SLOTS = 16;
/** Slots together stay below this many bytes, as long as each thread has one. */
const SLOT_BUDGET = 2 ** 29;

interface Capacity {
  /** Longest sample. */
  readonly steps: number;
  /** Events of the sample that has the most. */
  readonly events: number;
  readonly samples: number;
  /** Steps and events over the batch. */
  readonly allSteps: number;
  readonly allEvents: number;
}

/** Feedforward weights that fit into a thread's second-level cache along with a sample's tape. */
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
  const starts = new Uint32Array(most + 2);
  for (let t = 0; t < steps; t++) starts[most - (offsets[t + 1]! - offsets[t]!) + 1]!++;
  for (let k = 0; k <= most; k++) starts[k + 1]! += starts[k]!;
  for (let t = 0; t < steps; t++) order[starts[most - (offsets[t + 1]! - offsets[t]!)]!++] = t;
}

export class BatchMemory {
  readonly #arena: Arena;
  readonly #shape: NetworkShape;
  readonly #threads: number;
  /** Where the memory of the batch starts. */
  readonly #mark: number;
  #capacity: Capacity = { steps: 0, events: 0, samples: 0, allSteps: 0, allEvents: 0 };
  /** Fields of the kernels' network record. */
  readonly addresses = { columns: 0, slots: 0, samples: 0, targets: 0 };
  /** Whether the potentials of every step have room. */
  #potentials = false;
  slotCount = 0;
  /** [slots][L + 1] */
  spikes: SpikesFields[][] = [];
  #records: SampleFields[] = [];
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
   * Makes room for samples; addresses may change.
   * @param potentials whether the potentials of every step are to be kept
   */
  reserve(samples: readonly EventSample[], potentials: boolean): void {
    const need = {
      steps: Math.max(...samples.map(({ steps }) => steps)),
      events: Math.max(...samples.map(({ channels }) => channels.length)),
      samples: samples.length,
      allSteps: samples.reduce((sum, { steps }) => sum + steps + 1, 0),
      allEvents: samples.reduce((sum, { channels }) => sum + channels.length, 0),
    };
    const have = this.#capacity;
    const names = Object.keys(have) as (keyof Capacity)[];
    const enough = names.every((name) => need[name] <= have[name]);
    if (enough && (this.#potentials || !potentials)) return;
    this.#potentials ||= potentials;
    // Growing by at least a half means that a data set needs few moves.
    const grown = names.map((name): [string, number] => [
      name,
      need[name] <= have[name] ? have[name] : Math.max(need[name], Math.ceil(have[name] * 1.5)),
    ]);
    this.#capacity = Object.fromEntries(grown) as unknown as Capacity;
    this.#arena.rewind(this.#mark);
    this.#place();
  }

  #place(): void {
    const arena = this.#arena;
    const { addresses } = this;
    const { steps, events, samples, allSteps, allEvents } = this.#capacity;
    const { layers, inputs, tauSynapse } = this.#shape;
    addresses.columns = arena.place(
      Array.from({ length: this.#threads }, () => arena.take(BLOCK * (steps + 1))),
    );
    addresses.targets = arena.take(steps);
    const targets = arena.floats(addresses.targets, steps);
    const decay = Math.fround(1 - 1 / tauSynapse);
    const gain = Math.fround(1 / tauSynapse);
    let psc = 0;
    for (let t = 0; t < steps; t++) {
      psc = Math.fround(Math.fround(decay * psc) + gain);
      targets[t] = psc;
    }
    this.#steps = arena.take(allSteps);
    this.#orders = arena.take(allSteps);
    this.#events = arena.take(Math.max(allEvents, 1));
    this.#records = Array.from({ length: samples }, () => ({
      steps: 0,
      label: 0,
      weight: 1,
      eventOffsets: 0,
      events: 0,
      stepOrder: 0,
      scores: arena.take(2 * this.#classes),
      loss: arena.take(2),
      spikeCounts: arena.take(layers.length),
    }));
    addresses.samples = arena.records(SAMPLE, this.#records);
    const tapes = this.#potentials ? 2 : 1;
    const slotBytes =
      4 *
      layers.reduce(
        (sum, { neurons }) => sum + 4 * neurons * steps + tapes * tapeFloats(neurons, steps),
        inputs + events,
      );
    this.slotCount = Math.min(
      samples,
      MOST_SLOTS,
      Math.max(this.#threads, Math.floor(SLOT_BUDGET / slotBytes)),
    );
    this.spikes = Array.from({ length: this.slotCount }, () => this.#placeSlot());
    addresses.slots = arena.records(SPIKES, this.spikes.flat());
  }

  #placeSlot(): SpikesFields[] {
    const arena = this.#arena;
    const { steps, events } = this.#capacity;
    const { layers, inputs } = this.#shape;
    const input: SpikesFields = {
      bySource: arena.take(inputs + 1),
      times: arena.take(events),
      order: arena.take(inputs + steps + 2),
      spikeOffsets: 0,
      spikeNeurons: 0,
      spikePotentials: 0,
      spikeSteepness: 0,
      tape: 0,
      potentialTape: 0,
      pscTape: 0,
    };
    const rest = layers.map(({ neurons }, l): SpikesFields => {
      // Every neuron may spike at every step.
      const most = neurons * steps;
      return {
        bySource: arena.take(neurons + 1),
        times: arena.take(most),
        order: arena.take(neurons + steps + 2),
        spikeOffsets: arena.take(steps + 2),
        spikeNeurons: arena.take(most),
        spikePotentials: arena.take(most),
        spikeSteepness: arena.take(most),
        tape: arena.take(tapeFloats(neurons, steps)),
        potentialTape: this.#potentials ? arena.take(tapeFloats(neurons, steps)) : 0,
        pscTape: l === layers.length - 1 ? arena.take(steps * rowSizes(neurons).stride) : 0,
      };
    });
    return [input, ...rest];
  }

  /**
   * Copies in the samples of a batch, for which `reserve` has made room.
   * @param loss gives the weights of their classes
   */
  load(samples: readonly EventSample[], loss: Loss): void {
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
      const weight = classWeight(loss, label);
      Object.assign(record, { steps, label, weight, eventOffsets: offsets, events, stepOrder });
      SAMPLE.update(arena.memory, this.addresses.samples + b * SAMPLE.bytes, record);
      offsets += 4 * (steps + 1);
      events += 4 * channels.length;
      stepOrder += 4 * steps;
    });
  }

  /** Results of sample b of the batch. */
  result(b: number): SampleResult {
    const { loss, scores, spikeCounts } = this.#records[b]!;
    return {
      loss: this.#arena.doubles(loss, 1)[0]!,
      scores: this.#arena.doubles(scores, this.#classes).slice(),
      spikeCounts: this.#arena.words(spikeCounts, this.#shape.layers.length),
    };
  }
}
