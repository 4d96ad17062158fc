/** What the events of a run say in words, in the terminal and in the log of the studio. */
import { count, loss as lossText, MISSING, percent, significant } from './format.ts';
import { EVENTS, stageLabel } from './record-names.ts';

interface Measured {
  readonly loss: number;
  readonly accuracy: number;
}

/** `loss 0.1234, accuracy 90.00 %, validation 88.00 %` */
export function epochFigures(
  event: Measured & { readonly validationAccuracy: number | null },
): string {
  const parts = [`loss ${lossText(event.loss)}`, `accuracy ${percent(event.accuracy)}`];
  if (event.validationAccuracy !== null) {
    parts.push(`validation ${percent(event.validationAccuracy)}`);
  }
  return parts.join(', ');
}

/** `size search, epoch 3/10` */
export const epochPlace = (event: {
  readonly stage: string;
  readonly epoch: number;
  readonly epochs: number;
}): string => `${stageLabel(event.stage)}, epoch ${event.epoch}/${event.epochs}`;

/** Where a training with early stopping ended. */
export const keptText = (event: {
  readonly epoch: number;
  readonly trained: number;
  readonly epochs: number;
}): string =>
  `${EVENTS.kept.label}: those of epoch ${event.epoch}; ended after ${event.trained} of ${event.epochs}`;

/** `test: accuracy 90.00 %` */
export const testText = ({ accuracy }: Pick<Measured, 'accuracy'>): string =>
  `${EVENTS.test.label}: accuracy ${percent(accuracy)}`;

/** What a cut of the supernet cost. */
export const cutText = (event: {
  readonly stage: string;
  readonly before: Measured;
  readonly after: Measured;
}): string =>
  `${EVENTS.cut.label} after the ${stageLabel(event.stage)}: validation ${percent(event.before.accuracy)} before, ${percent(event.after.accuracy)} after`;

/** An architecture that was compared with others. */
export const candidateText = (event: {
  readonly candidate: number;
  readonly motifs: readonly { readonly size: number }[];
  readonly validationAccuracy: number;
}): string =>
  `${EVENTS.candidate.label} ${count(event.candidate)}: motif ${sizes(event.motifs)}, validation ${percent(event.validationAccuracy)}`;

/** What a search decided on. */
export const foundText = (motifs: readonly { readonly size: number }[]): string =>
  `${EVENTS.architecture.label}: motif ${sizes(motifs)}`;

const sizes = (motifs: readonly { readonly size: number }[]): string =>
  motifs.map(({ size }) => size).join(', ') || MISSING;

/** How often a liquid fires, and what its readout has to learn from. */
export const recordedText = (event: {
  readonly meanRate: number;
  readonly features: number;
  readonly constant: number;
}): string =>
  `${EVENTS.recorded.label}: ${significant(event.meanRate)} spikes per neuron and step; ${count(event.constant)} of ${count(event.features)} features never change`;

/** The readout of a liquid. */
export const fittedText = (event: {
  readonly penalty: number;
  readonly accuracy: number;
}): string =>
  `${EVENTS.fitted.label}: penalty ${significant(event.penalty)}, training accuracy ${percent(event.accuracy)}`;

/** Values of settings that were tried. */
export const trialText = (event: {
  readonly values: Readonly<Record<string, number>>;
  readonly accuracy: number;
}): string =>
  `${EVENTS.trial.label}: ${Object.entries(event.values)
    .map(([name, value]) => `${name} ${significant(value)}`)
    .join(', ')}; accuracy ${percent(event.accuracy)}`;

/** The best liquids of a generation. */
export const generationText = (event: {
  readonly epoch: number;
  readonly smallWorld: number;
  readonly criticality: number | null;
}): string =>
  `${EVENTS.generation.label} ${count(event.epoch)}: small world ${significant(event.smallWorld)}, criticality ${significant(event.criticality)}`;
