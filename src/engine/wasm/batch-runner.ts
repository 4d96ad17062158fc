/** Runs batches on the kernels: copies samples in, and hands them to the worker pool in groups that fill the slots. */
import type { EventSample } from '../../data/events/sample.ts';
import { Job, LossKind } from '../../kernels/constants.ts';
import { NETWORK } from '../../kernels/records/network.ts';
import type { GradientOptions } from '../engine.ts';
import type { Loss } from '../loss.ts';
import type { Rule } from '../rule.ts';
import { drivesAtOnce } from './batch-memory.ts';
import { prepareLayers } from './derived.ts';
import type { NetworkParts } from './network-memory.ts';
import { blockCount } from './sizes.ts';
import type { WorkerPool } from './worker-pool.ts';

/** The losses as the kernels know them. */
const LOSS_KINDS = {
  psc: LossKind.psc,
  'cross-entropy': LossKind.crossEntropy,
  'rate-mse': LossKind.rate,
} as const satisfies Record<Loss['kind'], LossKind>;

export class BatchRunner {
  readonly #parts: NetworkParts;
  readonly #loss: Loss;
  readonly #rule: Rule;
  readonly #pool: WorkerPool;

  constructor(
    parts: NetworkParts,
    { loss, rule }: { readonly loss: Loss; readonly rule: Rule },
    pool: WorkerPool,
  ) {
    this.#parts = parts;
    this.#loss = loss;
    this.#rule = rule;
    this.#pool = pool;
  }

  /** Updates everything derived from weights, R and τ, for the backward pass only if `training`. */
  derive(training: boolean): void {
    prepareLayers(this.#parts, training);
    this.#pool.dispatch(Job.pack, this.#parts.memory.shareCount);
  }

  /** Copies a batch in and makes everything ready to run it. */
  load(samples: readonly EventSample[], training: boolean, wanted: GradientOptions = {}): void {
    const { weights = true, neurons = false } = wanted;
    const { arena, batch, memory, shape } = this.#parts;
    const [loss, rule] = [this.#loss, this.#rule];
    this.derive(training);
    batch.reserve(samples, neurons);
    batch.load(samples, loss);
    const entropy = loss.kind === 'cross-entropy' ? loss : null;
    const halfWidth = rule.kind === 'stbp' ? rule.halfWidth : null;
    NETWORK.update(arena.memory, memory.record, {
      ...batch.addresses,
      training: training ? 1 : 0,
      // ∂E/∂R follows from the gradients of the weights.
      feedforward: weights || neurons ? 1 : 0,
      neurons: neurons ? 1 : 0,
      driven: drivesAtOnce(shape) ? 1 : 0,
      loss: LOSS_KINDS[loss.kind],
      scale: 1 / samples.length,
      sharpness: entropy?.sharpness ?? 0,
      reference: entropy?.reference ?? 0,
      stbp: halfWidth === null ? 0 : 1,
      halfWidth: halfWidth ?? 0,
      slope: halfWidth === null ? 0 : 1 / (2 * halfWidth),
    });
  }

  /** Runs through a batch in groups that fill the slots. */
  inGroups(samples: number, visit: (count: number, first: number) => void): void {
    const { arena, batch, memory, shape } = this.#parts;
    for (let first = 0; first < samples; first += batch.slotCount) {
      const count = Math.min(batch.slotCount, samples - first);
      const final = first + count === samples ? 1 : 0;
      NETWORK.update(arena.memory, memory.record, { first, count, final });
      if (drivesAtOnce(shape)) {
        this.#pool.dispatch(Job.drive, blockCount(shape.layers[0]!.neurons));
      }
      visit(count, first);
    }
  }
}
