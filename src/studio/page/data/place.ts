/** Data as an address names them: files at a path, or a task that comes with the package. */

import { visible } from '../../../core/visible.ts';
import { SYNTHETIC_TASKS } from '../../../data/sources/synthetic/index.ts';
import { capital } from '../../../view/format.ts';
import type { DataPlace } from '../../api/data.ts';

/** Data that come with the package: real digits, and tasks whose answers are known. */
export const TASKS: readonly {
  readonly id: string;
  readonly name: string;
  readonly summary: string;
}[] = [
  {
    id: 'mnist-saccade',
    name: 'Digits',
    summary: 'MNIST digits seen by a simulated event camera',
  },
  ...SYNTHETIC_TASKS.map(({ id, summary }) => ({
    id,
    name: capital(id.replaceAll('-', ' ')),
    summary,
  })),
];

/** Null if the address names none. */
export function placeOf(query: URLSearchParams): DataPlace | null {
  const [path, task] = [query.get('path'), query.get('task')];
  if (path !== null) return { path };
  return task === null ? null : { task };
}

export function placeName(place: DataPlace): string {
  if ('path' in place) return visible(place.path.split(/[/\\]/).findLast((part) => part) ?? '/');
  return TASKS.find(({ id }) => id === place.task)?.name ?? place.task;
}

export const samePlace = (one: DataPlace | null, other: DataPlace | null): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

export const dataAddress = (place: DataPlace): string =>
  `/data?${new URLSearchParams({ ...place })}`;

export const startOn = (place: DataPlace): string => `/start?${new URLSearchParams({ ...place })}`;
