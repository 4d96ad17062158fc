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
  readonly #device: Device;
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
    this.#device = device;
    this.#plan = plan;
    this.#loss = loss;
    this.#programs = new Programs(plan, device, loss, rule);
    this.#memory = new DeviceMemory(device);
    this.#memory.write('topology', plan.topology);
    this.#gradientBytes = 4 * (plan.weights + 2 * plan.neurons);
    this.#memory.reserve('gradient', this.#gradientBytes);
  }

  /** Runs a batch in groups that fit the device, in the order of its samples. */
  async run(
    { samples, pass, numbers, resting = this.#plan.layers.map(() => 0) }: Batch,
    visit: (result: GroupResult) => void,
  ): Promise<void> {
    const programs = await this.#programs.of(pass);
    const { gpu } = this.#device;
    const kept = { spikes: pass.training || pass.recording, tape: pass.training };
    this.#memory.write('numbers', numbers);
    let first = true;
    for (const members of splitBatch(this.#plan, samples, kept, this.#largestBuffer)) {
      const weights = members.map(({ label }) => classWeight(this.#loss, label));
      const group = packGroup(this.#plan, members, kept, weights, resting);
      this.#memory.write('events', group.events);
      for (const name of ['tape', 'bits', 'errors', 'results'] as const) {
        this.#memory.reserve(name, group.bytes[name]);
      }
      const encoder = gpu.createCommandEncoder();
      if (pass.training && first) this.#memory.clear('gradient', encoder);
      first = false;
      const compute = encoder.beginComputePass();
      compute.setBindGroup(0, this.#memory.group);
      for (const { pipeline, workgroups } of programs) {
        compute.setPipeline(pipeline);
        const [x, y] = workgroups ?? [members.length, 1];
        compute.dispatchWorkgroups(x, y);
      }
      compute.end();
      visit(await this.#collect(encoder, group, pass.recording));
    }
  }

  /** Reads what a group gave: scores and losses, numbers of spikes, and if they were recorded the spikes. */
  async #collect(
    encoder: GPUCommandEncoder,
    { samples, words, firstWords, bytes }: PackedGroup,
    recording: boolean,
  ): Promise<GroupResult> {
    const { layers, neurons, classes } = this.#plan;
    const countBytes = 4 * samples.length * layers.length;
    const parts: Part[] = [
      { buffer: 'results', firstByte: 0, bytes: bytes.results },
      { buffer: 'bits', firstByte: bytes.bits - countBytes, bytes: countBytes },
    ];
    if (recording) parts.push({ buffer: 'bits', firstByte: 0, bytes: 4 * words * neurons });
    const [results, counts, spikes] = await this.#memory.read(encoder, parts);
    const floats = new Float32Array(results!);
    const totals = new Uint32Array(counts!);
    const found = samples.map(({ steps }, b): SampleResult => {
      const own = floats.subarray(2 * classes * b, 2 * classes * (b + 1));
      return {
        scores: Float64Array.from(own.subarray(0, classes)),
        loss: own.subarray(classes).reduce((sum, part) => sum + part, 0) / steps,
        spikeCounts: totals.subarray(layers.length * b, layers.length * (b + 1)),
      };
    });
    if (!spikes) return { samples: found, trains: [] };
    const bits = new Uint32Array(spikes);
    const trains = samples.map(({ steps }, b) =>
      layers.map(({ before, neurons: size }) =>
        trainOf(bits.subarray(words * before + firstWords[b]! * size), size, steps),
      ),
    );
    return { samples: found, trains };
  }

  /**
   * Sums over the last batch that was trained: [P] with ∂E/∂W in the place of recurrent weights, then of R and of τ of all
   * neurons.
   */
  async gradientSums(): Promise<Float32Array> {
    const encoder = this.#device.gpu.createCommandEncoder();
    const whole: Part = { buffer: 'gradient', firstByte: 0, bytes: this.#gradientBytes };
    const [sums] = await this.#memory.read(encoder, [whole]);
    return new Float32Array(sums!);
  }

  dispose(): void {
    this.#memory.dispose();
  }
}
