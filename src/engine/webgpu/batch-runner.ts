/** Runs batches of a network on the device: splits them into groups that fit, and reads what each group gave. */
import type { EventSample } from '../../data/events/sample.ts';
import type { SampleResult } from '../batch-result.ts';
import type { SpikeTrain } from '../engine.ts';
import { classWeight, type Loss } from '../loss.ts';
import type { Rule } from '../rule.ts';
import type { Device } from './device.ts';
import { DeviceMemory, type Part } from './memory.ts';
import type { NetworkPlan } from './plan.ts';
import { type Pass, Programs } from './programs.ts';
import { type PackedGroup, packGroup, splitBatch } from './sample-group.ts';
import { trainOf } from './spikes.ts';

/** Buffers are not made larger than this, even where the device would allow it. */
const LARGEST_BUFFER = 2 ** 30;

/** What came back of a group of samples. */
export interface GroupResult {
  readonly samples: readonly SampleResult[];
  /** [samples][layers]; empty unless the pass was recorded. */
  readonly trains: readonly SpikeTrain[][];
}

/** A batch, and how it runs. */
interface Batch {
  readonly samples: readonly EventSample[];
  readonly pass: Pass;
  /** What the network computes with, in the form of the buffer `numbers`. */
  readonly numbers: Float32Array<ArrayBuffer>;
  /** [layers] steps for which neurons rest after a spike; none if left out. */
  readonly resting?: readonly number[];
}

export class BatchRunner {
  readonly #plan: NetworkPlan;
  readonly #loss: Loss;
  readonly #memory: DeviceMemory;
  readonly #programs: Programs;
  readonly #largestBuffer: number;
  /** Bytes of sums over a batch. */
  readonly #gradientBytes: number;

  /** @param largestBuffer bytes; batches that need more are split, with the same result */
  constructor(
    device: Device,
    plan: NetworkPlan,
    { loss, rule }: { readonly loss: Loss; readonly rule: Rule },
    largestBuffer = LARGEST_BUFFER,
  ) {
    const { maxStorageBufferBindingSize, maxBufferSize } = device.gpu.limits;
    this.#largestBuffer = Math.min(maxStorageBufferBindingSize, maxBufferSize, largestBuffer);
    this.#plan = plan;
    this.#loss = loss;
    this.#programs = new Programs(plan, device, loss, rule);
    this.#memory = new DeviceMemory(device);
    this.#memory.write('topology', plan.topology);
    this.#gradientBytes = 4 * (plan.weights + 2 * plan.neurons);
    this.#memory.reserve('gradient', this.#gradientBytes);
  }

  /**
   * Runs a batch in groups that fit the device, in the order of its samples.
   * @returns sums over the batch, if it is trained: [P] with ∂E/∂W in the place of recurrent weights, then of R and of τ
   * of all neurons
   */
  async run(
    { samples, pass, numbers, resting = this.#plan.layers.map(() => 0) }: Batch,
    visit: (result: GroupResult) => void,
  ): Promise<Float32Array | null> {
    const programs = await this.#programs.of(pass);
    const kept = { spikes: pass.training || pass.recording, tape: pass.training };
    this.#memory.write('numbers', numbers);
    const groups = splitBatch(this.#plan, samples, kept, this.#largestBuffer);
    let sums: Float32Array | null = null;
    for (const [k, members] of groups.entries()) {
      const weights = members.map(({ label }) => classWeight(this.#loss, label));
      const group = packGroup(this.#plan, members, kept, weights, resting);
      this.#memory.write('events', group.events);
      for (const name of ['tape', 'bits', 'errors', 'results'] as const) {
        this.#memory.reserve(name, group.bytes[name]);
      }
      const dispatches = programs.map(({ pipeline, workgroups }) => ({
        pipeline,
        workgroups: workgroups ?? ([members.length, 1] as const),
      }));
      const wanted = this.#partsOf(group);
      const parts = [wanted.results, wanted.counts];
      if (pass.recording) parts.push(wanted.spikes);
      const isLast = pass.training && k === groups.length - 1;
      if (isLast) parts.push({ buffer: 'gradient', firstByte: 0, bytes: this.#gradientBytes });
      const cleared = pass.training && k === 0 ? 'gradient' : null;
      const [results, counts, ...more] = await this.#memory.run(dispatches, cleared, parts);
      if (isLast) sums = new Float32Array(more.pop()!);
      visit({
        samples: this.#resultsOf(group, results!, counts!),
        trains: pass.recording ? this.#trainsOf(group, more[0]!) : [],
      });
    }
    return sums;
  }

  /** Where the device leaves what a group gives: scores and losses, numbers of spikes, and the spikes if they are kept. */
  #partsOf({ samples, words, bytes }: PackedGroup): Record<'results' | 'counts' | 'spikes', Part> {
    const { layers, neurons } = this.#plan;
    const countBytes = 4 * samples.length * layers.length;
    return {
      results: { buffer: 'results', firstByte: 0, bytes: bytes.results },
      counts: { buffer: 'bits', firstByte: bytes.bits - countBytes, bytes: countBytes },
      spikes: { buffer: 'bits', firstByte: 0, bytes: 4 * words * neurons },
    };
  }

  #resultsOf({ samples }: PackedGroup, results: ArrayBuffer, counts: ArrayBuffer): SampleResult[] {
    const { layers, classes } = this.#plan;
    const floats = new Float32Array(results);
    const totals = new Uint32Array(counts);
    return samples.map(({ steps }, b) => {
      const own = floats.subarray(2 * classes * b, 2 * classes * (b + 1));
      return {
        scores: Float64Array.from(own.subarray(0, classes)),
        loss: own.subarray(classes).reduce((sum, part) => sum + part, 0) / steps,
        spikeCounts: totals.subarray(layers.length * b, layers.length * (b + 1)),
      };
    });
  }

  #trainsOf({ samples, words, firstWords }: PackedGroup, spikes: ArrayBuffer): SpikeTrain[][] {
    const bits = new Uint32Array(spikes);
    return samples.map(({ steps }, b) =>
      this.#plan.layers.map(({ before, neurons }) =>
        trainOf(bits.subarray(words * before + firstWords[b]! * neurons), neurons, steps),
      ),
    );
  }

  dispose(): void {
    this.#memory.dispose();
  }
}
