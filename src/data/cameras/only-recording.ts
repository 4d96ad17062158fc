/** The one recording among what was found in a file that may hold anything. */
import type { Report } from '../events/report.ts';

/** Columns of events somewhere in a file. */
interface Found {
  /** Where they are. */
  readonly path: string;
}

/** The functions of Garrick Orchard keep grey levels (`EM`) beside the events, with the same fields. */
const PREFERRED = 'TD';

/**
 * @param names of what the file has, for the error
 * @throws MotifsmithError `data` if there are no events or several recordings
 */
export function onlyRecording<Kind extends Found>(
  found: readonly Kind[],
  names: readonly string[],
  report: Report,
): Kind {
  const one = found.find(({ path }) => path === PREFERRED) ?? found[0];
  if (one === undefined) {
    throw report.unsupported(
      names.length === 0
        ? 'it has no x, y, p and t, nor any other numbers that are read'
        : `it has no x, y, p and t together, but ${names.slice(0, 20).join(', ')}`,
      'its contents',
      'Save the columns together, e.g. as events/x, events/y, events/p and events/t.',
    );
  }
  if (found.length > 1 && one.path !== PREFERRED) {
    const paths = found.map(({ path }) => path).join(', ');
    const remedy = 'Write each to a file of its own.';
    throw report.unsupported(`it has several recordings (${paths})`, 'its contents', remedy);
  }
  for (const { path } of found) if (path !== one.path) report.warn(`skipped ${path}`);
  return one;
}
