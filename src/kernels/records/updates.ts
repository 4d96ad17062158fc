/** What changes weights, R and τ: Adam with its limits, and intrinsic plasticity. */
import { RecordLayout, type RecordValues } from '../record-layout.ts';

/** Adam over a flat weight vector, and the limits that follow an update. */
export const ADAM = new RecordLayout('Adam', {
  /** [length] each. */
  weights: 'usize',
  gradient: 'usize',
  firstMoment: 'usize',
  secondMoment: 'usize',
  /** Floats, a multiple of 4. */
  length: 'u32',
  /** Floats a task, a multiple of 4. */
  portion: 'u32',
  /** [limits] Limits records, by ascending place. */
  limits: 'usize',
  limitCount: 'u32',
  /** Set to 0 if a weight is not finite. */
  finite: 'u32',
  beta1: 'f32',
  beta2: 'f32',
  /** learning rate / (1 − β1^k) */
  rate: 'f32',
  /** 1 / (1 − β2^k) */
  secondScale: 'f32',
  epsilon: 'f32',
  /** Factor of the gradient: below 1 where its norm is clipped. */
  gradientScale: 'f32',
  /** Part of a weight that decay leaves: 1 without decay. */
  kept: 'f32',
});

/** Weights `first` … `first + count − 1` are kept within low … high. */
export const LIMITS = new RecordLayout('Limits', {
  first: 'u32',
  count: 'u32',
  low: 'f32',
  high: 'f32',
});
export type LimitsFields = RecordValues<typeof LIMITS>;

/** SpiKL intrinsic plasticity of one layer. */
export const PLASTICITY = new RecordLayout('Plasticity', {
  /** Floats in a padded row over neurons. */
  stride: 'u32',
  /** [stride] each. */
  resistance: 'usize',
  tau: 'usize',
  /** φ, calcium concentration in the present sample. */
  calcium: 'usize',
  /** Sums of R ΔR/γ and τ Δτ/γ. */
  resistanceChange: 'usize',
  tauChange: 'usize',
  /** 1/μ. */
  inverseTarget: 'f32',
  /** γ. */
  learningRate: 'f32',
  /** 1 − 1/τcal. */
  calciumDecay: 'f32',
  /** Rate by calcium: 1/τcal, or 1/(τcal − 1). */
  inverseDivisor: 'f32',
  minimumRate: 'f32',
  resistanceLow: 'f32',
  resistanceHigh: 'f32',
  tauLow: 'f32',
  tauHigh: 'f32',
});
