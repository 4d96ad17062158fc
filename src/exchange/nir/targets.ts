/**
 * What each reader of NIR makes of a CubaLIF neuron, and hence how a network must be written for it.
 * A target is two things: a formula that turns R, τ, τs into the node's parameters and a factor for
 * each row of both weight matrices, and a list of what it cannot represent.
 *
 * NIR's CubaLIF, stepped by forward Euler with dt:
 *   I += (dt/tau_syn)·(w_in·S − I),   v += (dt/tau_mem)·(r·I − v),   spike if v > v_threshold, then v = 0.
 * With tau_mem = τ·dt, tau_syn = τs·dt, r = R and w_in = 1 these are equations 1 to 4.
 */
import { MotifsmithError } from '../../core/errors.ts';
import { log, meanOf } from '../../core/math.ts';
import type { LayerEquations, NetworkEquations } from './layers.ts';
import type { FormatVersion } from './names.ts';

/** The readers of NIR files that exports are made for. */
export const NIR_TARGETS = ['generic', 'norse', 'snntorch', 'lava', 'rockpool'] as const;
/** A reader of NIR files. */
export type NirTarget = (typeof NIR_TARGETS)[number];

/** Something that the exported file does not say, or says less exactly. */
export interface Loss {
  /** `loss`: the reader computes something else. `rounding`: it computes the same less exactly. */
  readonly severity: 'loss' | 'rounding';
  readonly subject: string;
  readonly detail: string;
}

/** A CubaLIF node and the scaling of the weights before it. */
export interface CubaParameters {
  /** [N] seconds */
  readonly tauMem: Float64Array;
  /** Seconds. */
  readonly tauSyn: number;
  /** [N] */
  readonly r: Float64Array;
  readonly wIn: number;
  /** [N] factor of each row of the feedforward and the recurrent matrix; null for none. */
  readonly rowFactors: Float64Array | null;
}

/** The part of a layer that its neurons decide. */
export type LayerNeurons = Pick<LayerEquations, 'resistance' | 'tau'>;

export interface TargetRules {
  /** The reader's own name. */
  readonly label: string;
  /** Stores numbers as float32, because the reader mixes them with others of that type. */
  readonly single: boolean;
  /** Whether recurrent weights are an Affine node with bias 0 instead of a Linear one. */
  readonly affineRecurrence: boolean;
  /** R and τ as the target can hold them. */
  simplify(neurons: LayerNeurons): LayerNeurons;
  /** @param dt seconds */
  cuba(neurons: LayerNeurons, tauSynapse: number, dt: number): CubaParameters;
  /** What a network loses with this target. */
  losses(network: NetworkEquations): Loss[];
  /** What the user of the file has to know. */
  advice(dt: number, network: NetworkEquations): string[];
}

const keep = (neurons: LayerNeurons): LayerNeurons => neurons;
const times = (values: Float64Array, factor: number): Float64Array =>
  values.map((value) => value * factor);
const isUniform = (values: Float64Array): boolean => values.every((value) => value === values[0]);

/** How the class follows from the output spikes: counting them gives another one now and then. */
export const DECISION =
  'argmax over output neurons of the sum over all steps of a[t] = (1 - 1/tau_synapse) a[t-1] + s[t]/tau_synapse, s the spikes; each sample to its own last step';

const decisionAdvice = ({ tauSynapse }: NetworkEquations): string =>
  `The class is the output whose filtered spikes have the largest sum: a[t] = (1 − 1/τs)·a[t−1] + s[t]/τs with τs = ${tauSynapse} steps, each sample to its own last step. Counting spikes may give another class.`;

const milliseconds = (dt: number): string => `${Number((dt * 1000).toPrecision(6))} ms`;

/** The equations as they are; nothing is lost. */
function faithful(
  label: string,
  losses: readonly Loss[],
  advice: TargetRules['advice'],
): TargetRules {
  return {
    label,
    single: false,
    affineRecurrence: false,
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

/**
 * For readers that compute I += S − I·dt/tau_syn and v += I − v·dt/tau_mem: w_in = tau_syn/dt and
 * r = tau_mem/dt say the same in NIR, and (R/τ)/τs goes into the weights.
 */
function unitGain(
  { resistance, tau }: LayerNeurons,
  tauSynapse: number,
  dt: number,
): CubaParameters {
  return {
    tauMem: times(tau, dt),
    tauSyn: tauSynapse * dt,
    r: tau,
    wIn: tauSynapse,
    rowFactors: resistance.map((R, i) => R / (tau[i]! * tauSynapse)),
  };
}

const folding = (precision: string): Loss => ({
  severity: 'rounding',
  subject: 'weights',
  detail: `R/(τ·τs) is multiplied into the rows of all weight matrices, rounded to ${precision}`,
});

/** Seconds: the importer of snnTorch takes no step; all its files are read with this one. */
const SNNTORCH_STEP = 1e-4;

const snntorch: TargetRules = {
  label: 'snnTorch',
  single: false,
  affineRecurrence: false,
  simplify: keep,
  cuba: unitGain,
  losses: () => [folding('float64; snnTorch rounds all numbers to float32')],
  advice: (dt, network) => [
    `Read it with import_from_nir(nir.read(file)) and feed it a step of ${milliseconds(dt)} at a time. Its times are in snnTorch's fixed steps of ${milliseconds(SNNTORCH_STEP)}.`,
    decisionAdvice(network),
  ],
};

const lava: TargetRules = {
  label: 'Lava-DL',
  single: true,
  affineRecurrence: true,
  // Steady-state potentials stay: with the factor R/(τ·τs), v settles at R·I for any τ.
  simplify: ({ resistance, tau }) => {
    if (isUniform(tau)) return { resistance, tau };
    return { resistance, tau: new Float64Array(tau.length).fill(meanOf(tau)) };
  },
  cuba: unitGain,
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
      detail: 'Lava-DL computes in fixed point: decays in steps of 1/4096, states of 1/4096',
    },
    folding('float32'),
  ],
  advice: (dt, network) => [
    `Read it with ImportConfig(dt=${dt}): the reader's own default is 0.1 ms.`,
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
function requireDecay({ layers, tauSynapse }: NetworkEquations): void {
  const layer = layers.findIndex(({ tau }) => tau.some((value) => value <= 1));
  if (tauSynapse > 1 && layer < 0) return;
  throw new MotifsmithError('usage', 'Rockpool cannot hold a time constant of one step or less.', {
    where: tauSynapse > 1 ? `τ of layer ${layer + 1}` : `τs = ${tauSynapse}`,
    remedy: 'Choose another target.',
  });
}

/**
 * Rockpool steps exponentially: I ← e^(−dt/tau_syn)·(I + S), v ← e^(−dt/tau_mem)·v + I. It takes dt
 * from the file as tau_mem/(1 + r).
 */
const rockpool: TargetRules = {
  label: 'Rockpool',
  single: true,
  affineRecurrence: true,
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
  advice: (_, network) => [decisionAdvice(network)],
};

export const TARGET_RULES: Readonly<Record<NirTarget, TargetRules>> = {
  generic: faithful('NIR', [], (dt, network) => [
    `Step the graph by forward Euler with dt = ${dt} s.`,
    decisionAdvice(network),
  ]),
  norse: faithful(
    'Norse',
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
