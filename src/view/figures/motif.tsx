/** Motifs as drawings of a report. */
import { render } from 'preact-render-to-string';
import type { MotifTopology } from '../../model/architecture-schema.ts';
import { MotifGraph } from '../motif-graph.tsx';
import { certainTypes } from '../motif-layout.ts';
import { MotifMatrix } from '../motif-matrix.tsx';
import type { Drawing } from './drawing.ts';

export const drawMotifGraph =
  (motif: MotifTopology): Drawing =>
  () =>
    render(<MotifGraph size={motif.size} types={certainTypes(motif)} />);

export const drawMotifMatrix =
  (motif: MotifTopology): Drawing =>
  () =>
    render(<MotifMatrix size={motif.size} types={certainTypes(motif)} />);
