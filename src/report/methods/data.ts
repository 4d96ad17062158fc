/** The data in a methods paragraph, and what holds for every report. */
import type { DataRecord } from '../../run/schema/plan.ts';
import { count, counted, significant } from '../../view/format.ts';
import { irregularityText } from '../../view/irregularities.ts';

export interface DataFacts {
  readonly name: string;
  readonly description?: string;
  readonly fingerprint: string;
  readonly inputs?: number;
  readonly classes?: number;
  readonly stepMs?: number;
  readonly trainSamples: number;
  readonly validationSamples?: number;
  readonly testSamples: number;
  readonly skipped?: number;
  readonly irregularities?: DataRecord['irregularities'];
}

/** Which samples, with the hash that names them. */
export function dataText(data: DataFacts): string {
  const { inputs, classes, stepMs, validationSamples = 0, skipped = 0, irregularities = [] } = data;
  const shape = [
    inputs === undefined ? null : counted(inputs, 'input channel'),
    classes === undefined ? null : `${count(classes)} classes`,
    stepMs === undefined ? null : `steps of ${significant(stepMs)} ms`,
  ].filter((part) => part !== null);
  return [
    `Data: ${data.name}${data.description ? ` (${data.description.replace(/\.$/, '')})` : ''}; ${[...shape, `${count(data.trainSamples)} training${validationSamples > 0 ? `, ${count(validationSamples)} validation` : ''} and ${count(data.testSamples)} test samples`].join('; ')}.`,
    `The fingerprint of all events, labels and splits is ${data.fingerprint}.`,
    skipped > 0 ? `${counted(skipped, 'damaged recording')} were left out.` : '',
    irregularities.length > 0
      ? `Irregular recordings were read as far as possible: ${irregularities.map(irregularityText).join('; ')}.`
      : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** What holds for every report. */
export const COMMON_METHODS =
  'The test samples were evaluated once, after everything had been chosen. The same seed gives the same bits, for any number of threads.';
