/**
 * Designs the filters of Lyon's passive ear (Lyon, "A computational model of filtering, detection,
 * and compression in the cochlea", ICASSP 1982), with the formulas and constants of Slaney's
 * "Lyon's Cochlear Model" (Apple technical report 13, 1988) and of his Auditory Toolbox (Interval
 * technical report 1998-010). docs/audio.md writes them out.
 */
import { exp } from '../../core/math.ts';
import { asinh, cos, sinh } from '../../core/trigonometry.ts';

/** y[t] = a0 x[t] + a1 x[t−1] + a2 x[t−2] − b1 y[t−1] − b2 y[t−2]. */
export interface Section {
  readonly a0: number;
  readonly a1: number;
  readonly a2: number;
  readonly b1: number;
  readonly b2: number;
}

export interface LyonFilters {
  /** Outer and middle ear: a high-pass and a compensation for the missing top of the cascade. */
  readonly front: readonly [Section, Section];
  /** [channels] the cascade, from high to low frequency. */
  readonly stages: readonly Section[];
  /** [channels] Hz, descending. */
  readonly centreFrequencies: Float64Array;
}

/** Hz: bandwidths are constant well below this and proportional to frequency well above. */
const BREAK_FREQUENCY = 1000;
/** Zeros are this many steps above the poles of their stage. */
const ZERO_OFFSET = 1.5;
/** The zeros' quality relative to the poles'. */
const SHARPNESS = 5;
/** Hz: corner of the outer and middle ear's high-pass. */
const PREEMPHASIS_CORNER = 300;
/** Default step between stages in the toolbox, as a fraction of the quality. */
const STEP_PER_QUALITY = 1 / 32;

/**
 * @param sampleRate fs, Hz
 * @param quality Q of the stages where bandwidth is proportional to frequency, above ½; usually 8
 * @param channels number of stages; null for as many as steps of quality/32 bandwidths give: 64 at
 * 8 kHz, 78 at 12.5 kHz and 86 at 16 kHz for quality 8
 */
export function designLyonFilters(
  sampleRate: number,
  quality: number,
  channels: number | null,
): LyonFilters {
  const bandwidth = (f: number) => Math.sqrt(f * f + BREAK_FREQUENCY * BREAK_FREQUENCY) / quality;
  const step =
    channels === null ? quality * STEP_PER_QUALITY : stepFor(sampleRate, quality, channels);
  const top = topFrequency(sampleRate, quality, step);
  const count = channels ?? Math.floor(stepsBelow(top, quality) / step);
  const begin = asinh(top / BREAK_FREQUENCY);
  const centreFrequencies = Float64Array.from(
    { length: count },
    (_, k) => BREAK_FREQUENCY * sinh(begin - ((k + 1) * step) / quality),
  );
  const stages = Array.from(centreFrequencies, (pole, k) => {
    const zero = pole + bandwidth(pole) * step * ZERO_OFFSET;
    const gain = centreFrequencies[Math.max(1, k) - 1]! / centreFrequencies[Math.max(1, k)]!;
    const section = {
      ...zeros(resonance(zero, (SHARPNESS * zero) / bandwidth(pole), sampleRate)),
      ...poles(resonance(pole, pole / bandwidth(pole), sampleRate)),
    };
    return scaled(section, gain / gainAtZero(section));
  });
  const highest = centreFrequencies[0]!;
  const compensation = {
    a0: 1,
    a1: 0,
    a2: -1,
    ...poles(resonance(top, highest / bandwidth(highest), sampleRate)),
  };
  const decay = exp((-2 * Math.PI * PREEMPHASIS_CORNER) / sampleRate);
  const preemphasis = { a0: 0, a1: 1, a2: -decay, b1: 0, b2: 0 };
  return {
    front: [
      scaled(preemphasis, 1 / gainAtQuarter(preemphasis)),
      scaled(compensation, 1 / gainAtQuarter(compensation)),
    ],
    stages,
    centreFrequencies,
  };
}

/** The top of the cascade: half the rate, less half a step, so that the first zeros fit below. */
function topFrequency(sampleRate: number, quality: number, step: number): number {
  const half = sampleRate / 2;
  const band = Math.sqrt(half * half + BREAK_FREQUENCY * BREAK_FREQUENCY) / quality;
  return half - band * step * (ZERO_OFFSET - 1);
}

/** Bandwidths between `top` and where a stage's Q falls to ½, below which it does not resonate. */
function stepsBelow(top: number, quality: number): number {
  const low = BREAK_FREQUENCY / Math.sqrt(4 * quality * quality - 1);
  return quality * (asinh(top / BREAK_FREQUENCY) - asinh(low / BREAK_FREQUENCY));
}

/** The step at which channels + ½ of them fit: fixed point, each round gaining a factor 2·channels. */
function stepFor(sampleRate: number, quality: number, channels: number): number {
  let step = quality * STEP_PER_QUALITY;
  for (let round = 0; round < 30; round++) {
    step = stepsBelow(topFrequency(sampleRate, quality, step), quality) / (channels + 0.5);
  }
  return step;
}

/** [1, −2ρ cos θ, ρ²] of a second-order resonance. */
type Quadratic = readonly [number, number, number];

function resonance(frequency: number, q: number, sampleRate: number): Quadratic {
  const turn = frequency / sampleRate;
  const rho = exp((-Math.PI * turn) / q);
  const theta = 2 * Math.PI * turn * Math.sqrt(Math.max(0, 1 - 1 / (4 * q * q)));
  return [1, -2 * rho * cos(theta), rho * rho];
}

const zeros = ([a0, a1, a2]: Quadratic) => ({ a0, a1, a2 });
const poles = ([, b1, b2]: Quadratic) => ({ b1, b2 });

/** |H| at 0 Hz. */
const gainAtZero = ({ a0, a1, a2, b1, b2 }: Section) => Math.abs((a0 + a1 + a2) / (1 + b1 + b2));

/** |H| at a quarter of the rate, where z⁻¹ = −i. */
const gainAtQuarter = ({ a0, a1, a2, b1, b2 }: Section) =>
  Math.sqrt(((a0 - a2) * (a0 - a2) + a1 * a1) / ((1 - b2) * (1 - b2) + b1 * b1));

const scaled = (section: Section, gain: number): Section => ({
  ...section,
  a0: section.a0 * gain,
  a1: section.a1 * gain,
  a2: section.a2 * gain,
});
