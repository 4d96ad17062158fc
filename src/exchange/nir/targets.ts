/** The readers of NIR files that exports are made for; what a target is, `target-rules.ts` says. */
import { MotifsmithError } from '../../core/errors.ts';
import { log } from '../../core/math.ts';
import { lava } from './lava.ts';
import type { NetworkEquations } from './layers.ts';
import type { FormatVersion } from './names.ts';
import {
  decisionAdvice,
  findings,
  folding,
  keep,
  type Loss,
  type TargetRules,
  times,
  unitGain,
} from './target-rules.ts';

/** The readers of NIR files that exports are made for. */
export const NIR_TARGETS = ['generic', 'norse', 'snntorch', 'lava', 'rockpool'] as const;
/** A reader of NIR files. */
export type NirTarget = (typeof NIR_TARGETS)[number];

const milliseconds = (dt: number): string => `${Number((dt * 1000).toPrecision(6))} ms`;

/** The equations as they are; nothing is lost. */
function faithful(
  label: string,
  integrators: TargetRules['integrators'],
  losses: readonly Loss[],
  advice: TargetRules['advice'],
): TargetRules {
  return {
    label,
    single: false,
    affine: 'none',
    alwaysRecurrent: false,
    integrators,
    simplify: keep,
    cuba: ({ resistance, tau }, tauSynapse, dt) => ({
      tauMem: times(tau, dt),
      tauSyn: tauSynapse * dt,
      r: resistance,
      wIn: 1,
      rowFactors: null,
    }),
    losses: () => [...losses],
    advice,
  };
}

/** Seconds: the importer of snnTorch takes no step; all its files are read with this one. */
const SNNTORCH_STEP = 1e-4;

const snntorch: TargetRules = {
  label: 'snnTorch',
  single: false,
  affine: 'none',
  alwaysRecurrent: false,
  integrators: 'unreachable',
  simplify: keep,
  cuba: unitGain,
  losses: () => [folding('float64; snnTorch rounds all numbers to float32')],
  advice: (dt, network) => [
    `Read it with import_from_nir(nir.read(file)) and feed it a step of ${milliseconds(dt)} at a time. Its times are in snnTorch's fixed steps of ${milliseconds(SNNTORCH_STEP)}.`,
    decisionAdvice(network),
  ],
};

/** tau in seconds whose exponential decay over a step is 1 − 1/τ. */
const exponential = (tau: number, dt: number): number => -dt / log(1 - 1 / tau);

const ROCKPOOL_LOSSES: Loss[] = [
  {
    severity: 'loss',
    subject: 'reset',
    detail: 'Rockpool subtracts the threshold from the potential instead of setting it to 0',
  },
  {
    severity: 'loss',
    subject: 'spikes',
    detail: 'Rockpool lets a neuron spike several times in a step',
  },
  {
    severity: 'loss',
    subject: 'equations',
    detail: 'tau_mem, tau_syn and weights are those of exponential steps, not of forward Euler',
  },
  folding('float32'),
];

/** A time constant of one step is decay to nothing, which no exponential reaches. */
function requireDecay({ layers }: NetworkEquations): void {
  layers.forEach(({ tau, tauSynapse }, l) => {
    const short = tauSynapse <= 1 ? 'τs' : tau.some((value) => value <= 1) ? 'τ' : null;
    if (short === null) return;
    throw new MotifsmithError(
      'usage',
      'Rockpool cannot hold a time constant of one step or less.',
      { where: `${short} of layer ${l + 1}`, remedy: 'Choose another target.' },
    );
  });
}

/**
 * Rockpool steps exponentially: I ← e^(−dt/tau_syn)·(I + S), v ← e^(−dt/tau_mem)·v + I. It takes dt
 * from the file as tau_mem/(1 + r).
 */
const rockpool: TargetRules = {
  label: 'Rockpool',
  single: true,
  affine: 'recurrent',
  alwaysRecurrent: false,
  integrators: 'none',
  simplify: keep,
  cuba: ({ resistance, tau }, tauSynapse, dt) => {
    const tauMem = tau.map((value) => exponential(value, dt));
    return {
      tauMem,
      tauSyn: exponential(tauSynapse, dt),
      r: tauMem.map((value) => value / dt - 1),
      wIn: 1,
      rowFactors: resistance.map((R, i) => R / (tau[i]! * (tauSynapse - 1))),
    };
  },
  losses: (network) => {
    requireDecay(network);
    return ROCKPOOL_LOSSES;
  },
  measured: () => findings(rockpool, [28, 96], 157),
  advice: (_, network) => [decisionAdvice(network)],
};

export const TARGET_RULES: Readonly<Record<NirTarget, TargetRules>> = {
  generic: faithful('NIR', 'CubaLI', [], (dt, network) => [
    `Step the graph by forward Euler with dt = ${dt} s.`,
    decisionAdvice(network),
  ]),
  norse: faithful(
    'Norse',
    'unreachable',
    [{ severity: 'rounding', subject: 'arithmetic', detail: 'Norse computes in float32' }],
    (dt, network) => [
      `Read it with norse.torch.from_nir(graph, dt=${dt}): Norse's own default is 1 ms.`,
      decisionAdvice(network),
    ],
  ),
  snntorch,
  lava,
  rockpool,
};

/**
 * Length of a step in a target's file, seconds.
 * @param stepSeconds that of the data, which files of version 1 had for every target
 */
export const readerStep = (
  target: NirTarget,
  stepSeconds: number,
  version: FormatVersion,
): number => (target === 'snntorch' && version !== '1' ? SNNTORCH_STEP : stepSeconds);
