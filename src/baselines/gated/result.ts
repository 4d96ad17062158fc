/**
 * What a pass over samples finds: the scores that decide, the losses, and the errors that training passes back. A
 * batch that does not fit into memory is taken in parts, whose results are joined here.
 */
import type { EventSample } from '../../data/events/sample.ts';
import { argmax } from '../../model/supernet.ts';
import { type GatedLoss, gatedLoss } from './loss.ts';
import type { PackedBatch } from './packed-batch.ts';

interface PartResult {
  readonly correct: number;
  /** [B] */
  readonly losses: Float64Array;
  /** [B][classes] what the decision depends on. */
  readonly scores: Float64Array[];
  /** Σ T over the batch, of the steps that are seen. */
  readonly steps: number;
}

/** What a pass over B samples found. */
export interface GatedResult extends PartResult {
  /** E, mean over the batch. */
  readonly loss: number;
}

/** How the loss of a batch is made of those of its samples. */
export interface Weighting {
  /** Factor of a sample's loss and gradient, by its class. */
  readonly weightOf: (label: number) => number;
  /** Samples of the whole batch, of which this may be a part. */
  readonly batchSize: number;
}

/**
 * Scores and losses in the order of the samples given, and ∂E/∂o [rows][classes].
 * @param readout o [rows][classes]
 */
export function resultOf(
  kind: GatedLoss,
  batch: PackedBatch,
  readout: Float64Array,
  { weightOf, batchSize }: Weighting,
): { result: PartResult; errors: Float64Array } {
  const classes = readout.length / batch.times.length;
  const samples = batch.samples.length;
  const losses = new Float64Array(samples);
  const scores = new Array<Float64Array>(samples);
  const errors = new Float64Array(readout.length);
  let correct = 0;
  batch.samples.forEach(({ label }, p) => {
    const length = batch.lengths[p]!;
    const first = kind === 'last-mse' ? length - 1 : 0;
    const score = new Float64Array(classes);
    const rows = Array.from({ length: length - first }, (_, t) => batch.firstRow[first + t]! + p);
    for (const row of rows) {
      for (let k = 0; k < classes; k++) score[k]! += readout[row * classes + k]!;
    }
    for (let k = 0; k < classes; k++) score[k]! /= rows.length;
    const { loss, gradient } = gatedLoss(kind, score, label);
    const weight = weightOf(label);
    const share = weight / (rows.length * batchSize);
    for (const row of rows) {
      for (let k = 0; k < classes; k++) errors[row * classes + k] = share * gradient[k]!;
    }
    losses[batch.places[p]!] = weight * loss;
    scores[batch.places[p]!] = score;
    if (argmax(score) === label) correct += 1;
  });
  return { result: { correct, losses, scores, steps: batch.times.length }, errors };
}

/** Takes a batch in parts of at most so many steps, or of one sample, in the order given. */
export function inParts(
  samples: readonly EventSample[],
  most: number,
  pass: (part: readonly EventSample[]) => PartResult,
): GatedResult {
  const parts: PartResult[] = [];
  for (let from = 0; from < samples.length; ) {
    let to = from + 1;
    let rows = samples[from]!.steps;
    while (to < samples.length && rows + samples[to]!.steps <= most) rows += samples[to++]!.steps;
    parts.push(pass(samples.slice(from, to)));
    from = to;
  }
  const losses = Float64Array.from(parts.flatMap((part) => [...part.losses]));
  return {
    loss: losses.reduce((sum, one) => sum + one, 0) / samples.length,
    losses,
    scores: parts.flatMap(({ scores }) => scores),
    correct: parts.reduce((sum, { correct }) => sum + correct, 0),
    steps: parts.reduce((sum, { steps }) => sum + steps, 0),
  };
}
