/** What a search tried: the accuracy of each candidate by its motif size. */
import * as Plot from '@observablehq/plot';
import type { LegendEntry } from '../legend-key.tsx';
import { type Drawing, drawPlot, FIRST, SECOND } from './drawing.ts';

export const CANDIDATE_LEGEND: readonly LegendEntry[] = [
  { label: 'candidate', colour: FIRST, kind: 'dot' },
  { label: 'chosen', colour: SECOND, kind: 'diamond' },
];

export interface CandidatePoint {
  /** Motif sizes of the layers, `16+8`. */
  readonly size: string;
  /** Percent. */
  readonly accuracy: number;
}

/** @param chosen one of the candidates */
export function drawCandidates(
  candidates: readonly CandidatePoint[],
  chosen: CandidatePoint,
): Drawing {
  const sizes = [...new Set(candidates.map(({ size }) => size))];
  return (width) =>
    drawPlot({
      width,
      height: 220,
      x: {
        type: 'point',
        domain: sizes.sort((a, b) => parseInt(a, 10) - parseInt(b, 10)),
        label: 'motif size',
      },
      y: { label: '↑ accuracy (%)', grid: true, nice: true, ticks: 5 },
      marks: [
        Plot.dot(candidates, { x: 'size', y: 'accuracy', stroke: FIRST, r: 4 }),
        Plot.dot([chosen], { x: 'size', y: 'accuracy', fill: SECOND, symbol: 'diamond', r: 5 }),
      ],
    });
}
