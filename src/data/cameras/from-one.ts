/**
 * Events that count from 1, as the MATLAB functions of Garrick Orchard have them: polarity 1 is OFF and 2 is ON, and
 * the first pixel is (1, 1). The polarities tell; a pixel 0 tells that only they count so.
 */
import type { NumericArray } from '../../formats/npy-elements.ts';
import type { Report } from '../events/report.ts';
import { columnOf } from './event-column-names.ts';

/**
 * The same columns, counted from 0.
 * @param names of the columns
 */
export function fromOne(
  names: readonly string[],
  columns: readonly NumericArray[],
  report: Report,
): readonly NumericArray[] {
  const at = (column: 'x' | 'y' | 'p') => names.findIndex((name) => columnOf(name) === column);
  const [x, y, p] = [columns[at('x')], columns[at('y')], columns[at('p')]];
  const isOneOrTwo = p?.every((value) => value === 1 || value === 2) && p.includes(2);
  if (!x || !y || !p || !isOneOrTwo) return columns;
  const pixels = !x.includes(0) && !y.includes(0);
  report.warn(
    pixels
      ? 'counts polarities and pixels from 1, as MATLAB does; read as OFF, ON and from pixel 0'
      : 'has the polarities 1 and 2; read as OFF and ON',
  );
  const isCounted = (column: NumericArray) =>
    column === p || (pixels && (column === x || column === y));
  return columns.map((column) => (isCounted(column) ? column.map((value) => value - 1) : column));
}
