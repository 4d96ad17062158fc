/** What an epoch says of the network that it trained, besides loss and accuracy. */
import type { SampleSource } from '../data/events/sample-source.ts';
import type { EngineNetwork, Vector } from '../engine/engine.ts';
import type { Blueprint } from '../model/shape.ts';
import type { ProbeEvent, TrainingEpochEvent } from './events.ts';
import { distribution } from './figures.ts';
import { probeEvent } from './probe.ts';

export interface EpochFigures {
  /** Distribution of the trained weights of each segment; null for a segment without any. */
  weights(values: Vector): TrainingEpochEvent['weights'];
  /** A look into the hidden layers; null for a network without neurons that fire. */
  probe(at: Pick<ProbeEvent, 'stage' | 'epoch'>): Promise<ProbeEvent | null>;
}

/** Those of an engine's network. @param train samples that are trained on */
export const engineFigures = (
  network: EngineNetwork,
  { layout, couplings }: Blueprint,
  train: SampleSource,
): EpochFigures => ({
  weights: (values) =>
    Object.fromEntries(
      layout.segments.map(({ name, layer, kind, offset, length }) => {
        const gain = kind === 'recurrent' ? couplings[layer]?.gain : undefined;
        const trained = (k: number) => gain === undefined || gain[k] !== 0;
        return [name, distribution(values.subarray(offset, offset + length), trained)];
      }),
    ),
  probe: (at) => probeEvent(at, network, train, couplings),
});
