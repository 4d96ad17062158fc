/** What the record of an epoch says of a network. */
import type { SampleSource } from '../../data/events/sample-source.ts';
import type { ProbeEvent, TrainingEpochEvent } from '../../training/events.ts';
import { distribution, rounded } from '../../training/figures.ts';
import { histogram } from '../../training/histogram.ts';
import { probedSamples } from '../../training/probe.ts';
import type { StRsbpArchitecture } from './architecture.ts';
import { recurrentRadius, trainOfSample } from './classifier.ts';
import type { SpikeTrainRunner } from './forward.ts';
import { layerSizes, layerVectors } from './shape.ts';

export function weightFigures(
  architecture: StRsbpArchitecture,
  weights: Float64Array,
): TrainingEpochEvent['weights'] {
  const vectors = layerVectors(architecture, weights);
  return Object.fromEntries(
    layerSizes(architecture).flatMap(({ name, recurrent }, l) => {
      const own = vectors[l]!;
      const input = [`${name}.feedforward`, distribution(own.weights)] as const;
      if (recurrent === null) return [input];
      return [input, [`${name}.recurrent`, distribution(own.recurrent)] as const];
    }),
  );
}

/** A look at the hidden layers over a few training samples. */
export function probeLayers(runner: SpikeTrainRunner, train: SampleSource): ProbeEvent['layers'] {
  const { layers, neuron } = runner.network;
  const counts = layers.map(({ neurons }) => new Float64Array(neurons));
  let steps = 0;
  for (const k of probedSamples(train.length)) {
    const sample = train.read(k);
    runner.trains(trainOfSample(sample)).forEach(({ neurons }, l) => {
      for (const i of neurons) counts[l]![i]! += 1;
    });
    steps += sample.steps;
  }
  return layers.slice(0, -1).map((own, layer) => {
    const constant = histogram(new Float64Array(own.neurons).fill(neuron.tauMembrane));
    const radius = recurrentRadius(own);
    return {
      layer,
      rates: histogram(counts[layer]!.map((count) => count / steps)),
      resistance: constant,
      tau: constant,
      spectralRadius: radius === null ? null : rounded(radius),
    };
  });
}
