/**
 * Lava-DL, read with the importer of the NIR paper (`paper/nir_to_lava.py`), whose rules these are. It computes in the
 * fixed point of Loihi, and has one voltage decay a layer.
 */
import { MotifsmithError } from '../../core/errors.ts';
import { meanOf } from '../../core/math.ts';
import type { Matrix } from '../portable-model.ts';
import {
  decisionAdvice,
  findings,
  folding,
  isUniform,
  type Loss,
  type TargetRules,
  unitGain,
} from './target-rules.ts';

/** Lava-DL keeps recurrent weights in 8 bits: steps of 1/32, at most this. */
const LARGEST_LAVA_WEIGHT = 127 / 32;
/** Up to here float32 still tells Lava-DL's v > threshold from v ≥ threshold. */
const HIGHEST_LAVA_THRESHOLD = 16;
/** Lava-DL keeps thresholds in steps of this. */
const LOWEST_LAVA_THRESHOLD = 1 / 64;

/** The highest power of 2, so that weights use the 8 bits and potentials are kept finely. */
function lavaThreshold(folded: Matrix): number {
  let largest = 0;
  for (const weight of folded) largest = Math.max(largest, Math.abs(weight));
  let threshold = HIGHEST_LAVA_THRESHOLD;
  while (threshold * largest > LARGEST_LAVA_WEIGHT) threshold /= 2;
  if (threshold >= LOWEST_LAVA_THRESHOLD) return threshold;
  throw new MotifsmithError('usage', 'Lava-DL cannot hold a recurrent weight.', {
    where: `|w|·R/(τ·τs) is ${largest} thresholds; at most ${LARGEST_LAVA_WEIGHT / LOWEST_LAVA_THRESHOLD}`,
    remedy: 'Choose another target.',
  });
}

export const lava: TargetRules = {
  label: 'Lava-DL',
  single: true,
  affine: 'all',
  // Its importer gives every CubaLIF outside a recurrent subgraph seven neurons.
  alwaysRecurrent: true,
  integrators: 'none',
  // Steady-state potentials stay: with the factor R/(τ·τs), v settles at R·I for any τ.
  simplify: ({ resistance, tau }) => {
    if (isUniform(tau)) return { resistance, tau };
    return { resistance, tau: new Float64Array(tau.length).fill(meanOf(tau)) };
  },
  cuba: unitGain,
  threshold: lavaThreshold,
  losses: ({ layers }) => [
    ...layers.flatMap(({ tau }, l): Loss[] =>
      isUniform(tau)
        ? []
        : [
            {
              severity: 'loss',
              subject: `τ of layer ${l + 1}`,
              detail: 'Lava-DL has one voltage decay a layer; the mean τ is written',
            },
          ],
    ),
    {
      severity: 'loss',
      subject: 'arithmetic',
      detail:
        'Lava-DL computes in fixed point: recurrent weights of 8 bits, decays in steps of 1/4096, states of 1/4096',
    },
    folding('float32'),
  ],
  measured: ({ layers }) =>
    layers.every(({ tau }) => isUniform(tau))
      ? findings(lava, [0, 48], 160)
      : findings(lava, [21, 67], 144),
  advice: (dt, network) => [
    `Read it with the NIR paper's nir_to_lava.py: import_from_nir(nir.read(file), ImportConfig(dt=${dt}, library_preference=LavaLibrary.LavaDl)).`,
    'Its layers keep their state: read it anew, or set their states to 0, before each batch.',
    decisionAdvice(network),
  ],
};
