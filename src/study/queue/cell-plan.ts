/** The plan of one cell, from that of its method on its data set. */
import { MotifsmithError } from '../../core/errors.ts';
import type { Plan } from '../../run/schema/plan.ts';
import { cellConfig } from '../study-record.ts';
import type { JobData } from './messages.ts';

/**
 * A plan of all seeds and folds as that of one, with the data where they are here.
 * @throws MotifsmithError `artifact` if they are files of which nothing was said: no path from the store is read
 */
export function cellPlan(plan: Plan, cell: JobData, path: string | undefined): Plan {
  const config = cellConfig(plan, cell);
  const { data } = config;
  if (!('path' in data)) return { ...plan, config };
  if (path === undefined) {
    throw new MotifsmithError('artifact', 'The cell needs data that its queue does not ask for.', {
      where: 'data.path',
      remedy: 'Take the study out with `motifsmith queue cancel`, and start it again.',
    });
  }
  return { ...plan, config: { ...config, data: { ...data, path } } };
}
