/** What a search records: the figures of an iteration, of an epoch and of a cut. */
import { log } from '../../core/math.ts';
import type { SampleSource } from '../../data/events/sample-source.ts';
import type { EngineNetwork } from '../../engine/engine.ts';
import type { Architecture } from '../../model/architecture-schema.ts';
import { CONNECTION_TYPES } from '../../model/connection-types.ts';
import { soft } from '../../model/relaxation.ts';
import type { Blueprint } from '../../model/shape.ts';
import { relax, type Supernet } from '../../model/supernet.ts';
import { takeCensus } from '../../training/census.ts';
import { firingRates } from '../../training/evaluation.ts';
import { distribution, rounded, roundedAll } from '../../training/figures.ts';
import { probeEvent } from '../../training/probe.ts';
import type { Cut, CutEvent, SearchProbeEvent, SupernetFigures } from '../events.ts';
import type { SearchedLayer } from './architecture-gradient.ts';
import { type IterationSums, recurrentLayers } from './iteration.ts';

/**
 * Mean entropy of the type distributions, in nats: ln 3 when nothing is decided, 0 when all is. Over
 * all positions of all candidate sizes that occur in the layer, each counted once.
 * @param types [V][positions × 3] probabilities
 */
export function typeEntropy(supernet: Supernet, types: readonly Float64Array[]): number {
  let sum = 0;
  let count = 0;
  supernet.candidates.forEach(({ positions }, v) => {
    for (const position of new Set(positions)) {
      const at = position * CONNECTION_TYPES.length;
      for (const p of types[v]!.subarray(at, at + CONNECTION_TYPES.length)) {
        if (p > 0) sum -= p * log(p);
      }
      count += 1;
    }
  });
  return sum / count;
}

/** The state of the search in each searched layer. */
function searchedFigures(searched: readonly SearchedLayer[]): SupernetFigures['layers'] {
  return searched.map(({ layer, supernet, logits }) => {
    const { size, types } = soft(logits).probability;
    return {
      layer,
      sizes: supernet.layer.sizes,
      sizeProbabilities: roundedAll(size),
      typeEntropy: rounded(typeEntropy(supernet, types)),
    };
  });
}

/** Of a probability: what a picture shows of it. */
const DECIMALS = 3;
/** Without motifs, a layer of N has N² + 2N positions: megabytes per epoch that nobody reads. */
const LARGEST_SHOWN = 64;

/**
 * The probabilities of every type at every position of every candidate size, in the order of
 * `typesByPosition`; a search without lateral connections has inter positions that never occur.
 */
function typeFigures(searched: readonly SearchedLayer[]): SearchProbeEvent['types'] {
  const types = CONNECTION_TYPES.length;
  return searched.map(({ layer, supernet, logits }) => ({
    layer,
    sizes: soft(logits).probability.types.flatMap((row, v) => {
      const size = supernet.layer.sizes[v]!;
      if (size > LARGEST_SHOWN) return [];
      const triple = (position: number) =>
        Array.from(row.subarray(position * types, (position + 1) * types), (p) =>
          Number(p.toFixed(DECIMALS)),
        );
      return [
        { size, probabilities: Array.from({ length: row.length / types }, (_, k) => triple(k)) },
      ];
    }),
  }));
}

/** The `probe` event of an epoch of a search, with the architecture as it is at its end. */
export async function searchProbe(
  head: { readonly stage: Cut['stage']; readonly epoch: number },
  network: EngineNetwork,
  samples: SampleSource,
  plan: Blueprint,
  searched: readonly SearchedLayer[],
): Promise<SearchProbeEvent> {
  const couplings = plan.couplings.map((fixed, l) => {
    const layer = searched.find((one) => one.layer === l);
    return layer ? relax(layer.supernet, soft(layer.logits).probability) : fixed;
  });
  const event = await probeEvent(head, network, samples, couplings);
  return { ...event, stage: head.stage, types: typeFigures(searched) };
}

/** R and τ of each recurrent layer, in steps. */
function intrinsicFigures(network: EngineNetwork): SupernetFigures['intrinsic'] {
  return recurrentLayers(network).map((layer) => {
    const { resistance, tau } = network.neurons(layer);
    return { layer, resistance: distribution(resistance), tau: distribution(tau) };
  });
}

/** Means over an iteration or an epoch, and the architecture and neurons as they are at its end. */
export function supernetFigures(
  sums: IterationSums,
  network: EngineNetwork,
  searched: readonly SearchedLayer[],
): SupernetFigures {
  return {
    loss: rounded(sums.loss / sums.samples),
    accuracy: rounded(sums.correct / sums.samples),
    validationLoss: rounded(sums.validLoss / sums.validSamples),
    validationAccuracy: rounded(sums.validCorrect / sums.validSamples),
    firingRates: roundedAll(firingRates(network, sums.spikes, sums.steps)),
    gradientNorm: rounded(sums.weightNorm / sums.iterations),
    architectureGradientNorm: rounded(sums.architectureNorm / sums.iterations),
    layers: searchedFigures(searched),
    intrinsic: intrinsicFigures(network),
  };
}

/** @param architecture after the cut */
export function cutEvent({ stage, before, after }: Cut, architecture: Architecture): CutEvent {
  const round = ({ loss, accuracy }: Cut['before']) => ({
    loss: rounded(loss),
    accuracy: rounded(accuracy),
  });
  const layers: CutEvent['layers'] =
    stage === 'size'
      ? architecture.hidden.flatMap((layer, l) =>
          layer.kind === 'supernet' ? [{ layer: l, motifSize: layer.sizes[0]! }] : [],
        )
      : takeCensus(architecture).motifs.map(({ layer, motifSize, intra, inter }) => ({
          layer,
          motifSize,
          intra,
          inter,
        }));
  return { event: 'cut', stage, before: round(before), after: round(after), layers };
}
