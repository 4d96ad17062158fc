/**
 * From operations to energy. Only an estimate of the arithmetic, at the cost of one published
 * process: memory and wires, which cost more, are left out, as in most of the literature.
 */
import type { Operations } from './analysis.ts';

/** What an operation costs. */
export interface OperationCosts {
  /** Picojoules of an accumulation: an addition. */
  readonly acPicojoule: number;
  /** Picojoules of a multiplication and an addition. */
  readonly macPicojoule: number;
}

/**
 * 32-bit floating point at 45 nm and 0.9 V: addition 0.9 pJ, multiplication 3.7 pJ. M. Horowitz,
 * "Computing's energy problem (and what we can do about it)", ISSCC 2014, figure 1.1.9.
 */
export const HOROWITZ_45NM: OperationCosts = { acPicojoule: 0.9, macPicojoule: 4.6 };

export const isHorowitz = ({ acPicojoule, macPicojoule }: OperationCosts): boolean =>
  acPicojoule === HOROWITZ_45NM.acPicojoule && macPicojoule === HOROWITZ_45NM.macPicojoule;

/** Energy of one inference, in picojoules. */
export interface Energy {
  /** Of the accumulations, of the multiply-accumulates, and of both. */
  readonly ac: number;
  readonly mac: number;
  readonly total: number;
}

/** @param operations of one inference */
export function energy(
  operations: Pick<Operations, 'ac' | 'mac'>,
  { acPicojoule, macPicojoule }: OperationCosts = HOROWITZ_45NM,
): Energy {
  const ac = operations.ac * acPicojoule;
  const mac = operations.mac * macPicojoule;
  return { ac, mac, total: ac + mac };
}
