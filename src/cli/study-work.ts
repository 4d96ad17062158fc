/** What the display of a study's progress says. */
import { cellNames, type Study } from '../study/study-record.ts';
import { counted } from '../view/format.ts';
import { StudyTally } from './run-tally.ts';
import type { ShownWork } from './study-progress.ts';

/** @param jobs runs at a time; null if that is up to the workers of a queue */
export const studyWork = (study: Study, folder: string, jobs: number | null): ShownWork => ({
  name: study.name,
  introduction: introduction(study, folder, jobs),
  cellName: cellNames(study),
  accuracy: 'test accuracy',
  tally: new StudyTally(study, jobs),
});

/** `5 folds`; of data sets that differ, `5 or 10 folds`. */
function foldWords(entries: Study['entries']): string[] {
  const numbers = new Set(entries.flatMap(({ folds }) => folds?.length ?? []));
  return numbers.size === 0 ? [] : [`${[...numbers].join(' or ')} folds`];
}

function introduction(
  { name, datasets, methods, seeds, entries }: Study,
  folder: string,
  jobs: number | null,
): string[] {
  const sizes = [
    counted(methods.length, 'method'),
    counted(datasets.length, 'data set'),
    counted(seeds.length, 'seed'),
    ...foldWords(entries),
  ];
  const how = jobs === null ? 'by the workers of a queue' : `${jobs} at a time`;
  return [`Study ${name}: ${sizes.join(' × ')}, ${how}.`, `Folder: ${folder}`];
}
