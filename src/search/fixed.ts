/**
 * Architectures that are not searched: the comparisons without which a search result means
 * little. Each fills in the same template.
 */
import { type StbpSettings, stbpNeuron, stbpSchema } from '../baselines/stbp/stbp.ts';
import { Random } from '../core/random.ts';
import { checkSettings } from '../core/settings/check.ts';
import { refuse, valueProblem } from '../core/settings/problem.ts';
import type { Architecture } from '../model/architecture-schema.ts';
import { CONNECTION_TYPES } from '../model/connection-types.ts';
import { blueprint } from '../model/shape.ts';
import { positionCount, topologyFromTypes } from '../model/topology.ts';
import { drawLayer } from './candidates/drawn-layer.ts';
import type { TypeProportions } from './candidates/random-motif.ts';
import {
  drawEvenMotif,
  type EvenMotifSettings,
  evenMotifProblem,
  evenMotifSchema,
} from './even-motif.ts';
import { fillTemplate, type NetworkTemplate } from './template.ts';

/** Of the motif that does not depend on the seed of a run. */
const SAME_SEED = 0;

/** An architecture that is not searched. */
export type FixedArchitecture =
  | {
      readonly kind: 'random';
      readonly seed: number;
      /** Motif size; drawn from the template's candidates if left out. */
      readonly size?: number | undefined;
      /** Proportions of the types; drawn uniformly from the simplex if left out. */
      readonly proportions?: TypeProportions | undefined;
    }
  | {
      readonly kind: 'even';
      readonly seed: number;
      readonly motif: EvenMotifSettings;
    }
  | { readonly kind: 'same'; readonly motif: EvenMotifSettings }
  | {
      readonly kind: 'stbp';
      readonly settings: StbpSettings;
      /** Milliseconds of a step. */
      readonly stepMs: number;
    }
  | { readonly kind: 'feedforward' | 'dense' | 'self' | 'excitatory' };

/**
 * The template with its `scml` layers made as `how` says; other layers do not change.
 * @throws MotifsmithError (`usage`) if the proportions or the resulting architecture are impossible
 */
export function fixedArchitecture(template: NetworkTemplate, how: FixedArchitecture): Architecture {
  if (how.kind === 'random' && how.proportions) checkProportions(how.proportions);
  if (how.kind === 'even' || how.kind === 'same') {
    refuse(evenMotifProblem(checkSettings(evenMotifSchema, how.motif, 'evenMotif')));
  }
  const { motifSizes, boundary, lateral } = template;
  // The lower of the two in the middle of an even number of candidates.
  const median = motifSizes[(motifSizes.length - 1) >> 1]!;
  const filled = fillTemplate(template, (neurons, l) => {
    switch (how.kind) {
      case 'random': {
        const stream = `architecture/hidden.${l}`;
        const { motif } = drawLayer(template, { seed: how.seed, layer: l, stream }, how);
        return { kind: 'scml', neurons, motif, boundary };
      }
      case 'feedforward':
      case 'dense':
        return { kind: how.kind, neurons };
      case 'stbp':
        return { kind: 'feedforward', neurons };
      case 'self':
        return {
          kind: 'scml',
          neurons,
          motif: { size: 1, intra: [['exc']], inter: [['none', 'none']] },
          boundary: 'open',
        };
      case 'even':
      case 'same': {
        const seed = how.kind === 'even' ? how.seed : SAME_SEED;
        const random = new Random(seed, `architecture/even/hidden.${l}`);
        const motif = drawEvenMotif(random, how.motif.size ?? median, how.motif, lateral);
        return { kind: 'scml', neurons, motif, boundary };
      }
      case 'excitatory': {
        const size = median;
        const types = Array.from({ length: positionCount(size) }, (_, position) =>
          lateral || position < size * size ? 'exc' : 'none',
        );
        return { kind: 'scml', neurons, motif: topologyFromTypes(size, types), boundary };
      }
      default:
        return how satisfies never;
    }
  });
  const architecture = how.kind === 'stbp' ? withStbpNeurons(filled, how) : filled;
  blueprint(architecture);
  return architecture;
}

/** As published: with a bias, and outputs that spike. */
function withStbpNeurons(
  { neuron, readout: _readout, ...rest }: Architecture,
  { settings, stepMs }: Extract<FixedArchitecture, { kind: 'stbp' }>,
): Architecture {
  const own = checkSettings(stbpSchema, settings, 'baselines.stbp');
  return { ...rest, neuron: stbpNeuron(own, stepMs, neuron.inhibitoryWeight), bias: 'trained' };
}

function checkProportions(proportions: TypeProportions): void {
  const values = CONNECTION_TYPES.map((type) => proportions[type]);
  const sum = values.reduce((total, value) => total + value, 0);
  if (values.every((value) => value >= 0) && Math.abs(sum - 1) < 1e-9) return;
  const allowed = `numbers of at least 0 for ${CONNECTION_TYPES.join(', ')} that sum to 1`;
  refuse(valueProblem(['proportions'], proportions, allowed));
}
