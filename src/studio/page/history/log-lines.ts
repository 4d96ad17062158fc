/** The record of a run as lines to read: what the terminal would have shown, and what is wrong with it. */

import { calibratedText } from '../../../view/calibration.ts';
import {
  candidateText,
  cutText,
  epochFigures,
  epochPlace,
  fittedText,
  foundText,
  generationText,
  keptText,
  recordedText,
  testText,
  trialText,
} from '../../../view/event-texts.ts';
import { irregularityText } from '../../../view/irregularities.ts';
import { EVENTS } from '../../../view/record-names.ts';
import type { MetricsEvent, RunSettings } from '../../api/record.ts';
import { motifLayers } from './motif-layers.ts';

/** Null for an event that is only a figure. */
export function logLine(event: MetricsEvent): string | null {
  switch (event.event) {
    case 'iteration':
    case 'probe':
      return null;
    case 'epoch':
      return `${epochPlace(event)}: ${epochFigures(event)}`;
    case 'cut':
      return cutText(event);
    case 'candidate':
      return candidateText(event);
    case 'architecture':
      return foundText(motifLayers(event.architecture).map(({ motif }) => motif));
    case 'kept':
      return keptText(event);
    case 'test':
      return testText(event);
    case 'calibrated':
      return calibratedText(event);
    case 'recorded':
      return recordedText(event);
    case 'fitted':
      return fittedText(event);
    case 'trial':
      return trialText(event);
    case 'generation':
      return generationText(event);
    case 'strategy':
      return `${EVENTS.strategy.label}: ${event.name}`;
    case 'damaged':
      return `damaged: ${event.message} (${event.where})`;
  }
}

/** What was odd about the data before the run began. */
export function warningLines(record: RunSettings | null): string[] {
  if (record === null) return [];
  const { skipped, irregularities } = record.data;
  return [
    ...skipped.map(({ id, problem, where }) => `warning: skipped ${id}: ${problem} (${where})`),
    ...irregularities.map((one) => `warning: ${irregularityText(one)}.`),
  ];
}
