/** A front of networks as a drawing of a report. */
import { render } from 'preact-render-to-string';
import { FrontChart, type FrontMark } from '../front-chart.tsx';
import type { Drawing } from './drawing.ts';

export const drawFront =
  (marks: readonly FrontMark[], axis: 'hidden' | 'connections'): Drawing =>
  (width) =>
    render(<FrontChart marks={marks} axis={axis} width={width} />);
