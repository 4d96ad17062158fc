/**
 * Runs a trained network on a few test samples and keeps what a reader wants to see: which inputs
 * came, which neurons spiked, how membrane potentials went. Needs the data of the run.
 */
import type { EventSample } from '../../data/events/sample.ts';
import type { SampleSource } from '../../data/events/sample-source.ts';
import type { Engine, EngineNetwork } from '../../engine/engine.ts';
import { isIntegrator } from '../../model/shape.ts';
import { argmax } from '../../model/supernet.ts';
import { openModel, type TrainedModel } from '../../training/network.ts';
import type { Raster, Trace } from '../../view/figures/raster.ts';

/** Samples that are shown. */
const SAMPLES = 3;
/** Hidden neurons of which the potential is drawn. */
const TRACES = 3;
/** Longer recordings are shown up to here. */
const MOST_STEPS = 2000;

export interface SampleRecording {
  /** Number in the test split. */
  readonly index: number;
  readonly label: number;
  readonly decision: number;
  /** T of the sample, and how many of them are shown. */
  readonly steps: number;
  readonly shown: number;
  /** Inputs, hidden layers, outputs. */
  readonly rasters: readonly Raster[];
  readonly traces: readonly Trace[];
}

/** The first test sample of each of a few classes, spread over all of them. */
function chooseSamples(test: SampleSource, classes: number): number[] {
  const wanted = Math.min(SAMPLES, classes);
  const labels = Array.from({ length: wanted }, (_, k) =>
    wanted === 1 ? 0 : Math.round((k * (classes - 1)) / (wanted - 1)),
  );
  const found = labels.map((label) => {
    for (let k = 0; k < test.length; k++) if (test.label(k) === label) return k;
    return null;
  });
  const chosen = found.filter((k) => k !== null);
  return chosen.length > 0 ? chosen : test.length > 0 ? [0] : [];
}

/** @throws MotifsmithError `data` if a sample cannot be read */
export async function recordSamples(
  engine: Engine,
  model: TrainedModel,
  test: SampleSource,
): Promise<SampleRecording[]> {
  const network = await openModel(engine, model);
  try {
    const classes = network.shape.layers.at(-1)!.neurons;
    return chooseSamples(test, classes).map((k) => recordSample(network, test.read(k), k));
  } finally {
    network.dispose();
  }
}

function recordSample(network: EngineNetwork, sample: EventSample, index: number): SampleRecording {
  const { layers } = network.shape;
  const shown = Math.min(sample.steps, MOST_STEPS);
  const spikes = layers.map(() => ({ times: [] as number[], sources: [] as number[] }));
  /** [layers][T] potentials; a copy, for the engine may use its memory again. */
  const potentials: Float64Array[][] = layers.map(() => []);
  let state = network.initialState();
  let scores: ArrayLike<number> = [];
  for (let t = 0; t < sample.steps; t++) {
    state = network.step(
      state,
      sample.channels.subarray(sample.offsets[t]!, sample.offsets[t + 1]!),
    );
    scores = state.scores;
    if (t >= shown) continue;
    state.layers.forEach((layer, l) => {
      potentials[l]!.push(Float64Array.from(layer.potential));
      for (const neuron of layer.spikes) {
        spikes[l]!.times.push(t);
        spikes[l]!.sources.push(neuron);
      }
    });
  }
  const decision = argmax(Float64Array.from(scores));
  const hidden = layers.length - 1;
  const rasters: Raster[] = [
    { name: 'input', neurons: network.shape.inputs, ...inputSpikes(sample, shown) },
    ...spikes.flatMap((raster, l) => {
      // Integrators have no spikes to show.
      if (isIntegrator(network.shape, l)) return [];
      const name = l === hidden ? 'output' : hidden > 1 ? `hidden layer ${l + 1}` : 'hidden layer';
      return [{ name, neurons: layers[l]!.neurons, ...raster }];
    }),
  ];
  const traceOf = (layer: number, neuron: number, name: string): Trace => ({
    name,
    potential: potentials[layer]!.map((values) => values[neuron]!),
    spikes: spikes[layer]!.times.filter((_, k) => spikes[layer]!.sources[k] === neuron),
    threshold: isIntegrator(network.shape, layer) ? null : network.shape.threshold,
  });
  const traces = [
    ...(hidden > 0
      ? typicalNeurons(spikes[hidden - 1]!.sources, layers[hidden - 1]!.neurons).map((neuron) =>
          traceOf(hidden - 1, neuron, `hidden neuron ${neuron + 1}`),
        )
      : []),
    traceOf(hidden, sample.label, 'output neuron of the true class'),
  ];
  return { index, label: sample.label, decision, steps: sample.steps, shown, rasters, traces };
}

function inputSpikes(sample: EventSample, shown: number): Pick<Raster, 'times' | 'sources'> {
  const [times, sources]: number[][] = [[], []];
  for (let t = 0; t < shown; t++) {
    for (let e = sample.offsets[t]!; e < sample.offsets[t + 1]!; e++) {
      times!.push(t);
      sources!.push(sample.channels[e]!);
    }
  }
  return { times: times!, sources: sources! };
}

/** The most active neuron, a middling one and a quiet one, among those that spiked. */
function typicalNeurons(sources: readonly number[], neurons: number): number[] {
  const counts = new Array<number>(neurons).fill(0);
  for (const neuron of sources) counts[neuron]! += 1;
  const active = counts
    .map((count, neuron) => ({ count, neuron }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || a.neuron - b.neuron);
  if (active.length === 0) return [0];
  const wanted = Math.min(TRACES, active.length);
  return Array.from({ length: wanted }, (_, k) => {
    const rank = wanted === 1 ? 0 : Math.round((k * (active.length - 1)) / (wanted - 1));
    return active[rank]!.neuron;
  });
}
