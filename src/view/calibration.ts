/** What a calibration of a liquid came to, in words. */
import { significant } from './format.ts';

/** Rates in spikes per neuron and step. */
interface Calibrated {
  readonly meanRate: number;
  readonly targetRate: number;
  /** Factor of all input weights. */
  readonly inputGain: number;
}

/** `the liquid fires 0.05 spikes per neuron and step (target 0.05) with its input weights times 1.2` */
export const calibratedText = ({ meanRate, targetRate, inputGain }: Calibrated): string =>
  `the liquid fires ${significant(meanRate)} spikes per neuron and step (target ${significant(targetRate)}) with its input weights times ${significant(inputGain)}`;
