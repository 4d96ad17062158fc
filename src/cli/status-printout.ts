/** Where a study stands, for people and for programs. */
import { shellWord } from '../core/shell-word.ts';
import { holderName, isAtWork, type LockHolder } from '../run/lock/lock.ts';
import type { CellFailure } from '../study/failures.ts';
import type { CellReport, StudyStatus } from '../study/study-status.ts';
import { counted, duration } from '../view/format.ts';
import { cellJson, tallyOf } from './cells-printout.ts';

export function statusJson({ study, folder, holder, cells, secondsLeft }: StudyStatus): object {
  return {
    format: 'motifsmith-study-status',
    formatVersion: 1,
    study: study.name,
    folder,
    holder,
    secondsLeft,
    cells: cells.map((cell) => ({
      ...cellJson(cell),
      holder: cell.holder,
      failure: cell.failure && failureJson(cell.failure),
    })),
  };
}

const failureJson = ({ attempts, kind, message, where, remedy }: CellFailure): object => ({
  attempts,
  kind,
  message,
  where,
  remedy,
});

const process = (holder: LockHolder): string => holderName(holder) ?? 'an unknown process';

/** What to make of a lock. */
function lockText(holder: LockHolder): string {
  switch (holder.state) {
    case 'alive':
      return process(holder);
    case 'unknown':
      return `${process(holder)}, which has touched its lock within a minute`;
    case 'silent':
      return `${process(holder)} has not touched its lock for over a minute: probably dead`;
    case 'dead':
      return `${process(holder)} is dead`;
  }
}

function section(title: string, cells: readonly CellReport[], text: (cell: CellReport) => string) {
  return cells.length === 0
    ? []
    : ['', `${title}:`, ...cells.map((cell) => `  ${cell.id}: ${text(cell)}`)];
}

export function statusPrintout({ study, folder, holder, cells, secondsLeft }: StudyStatus): string {
  const of = (state: CellReport['state']) => cells.filter((cell) => cell.state === state);
  const done = of('finished').length === cells.length;
  const led = isAtWork(holder);
  const idle = of('working').length === 0 && !led;
  return [
    `Study ${study.name}: ${counted(cells.length, 'cell')}: ${tallyOf(cells)}.`,
    ...(secondsLeft === null ? [] : [`ETA ${duration(secondsLeft)}, with as many at work as now.`]),
    ...(holder === null ? [] : [`The study is being done by ${lockText(holder)}.`]),
    ...section('At work', of('working'), (cell) => lockText(cell.holder!)),
    ...section('Stopped', of('stopped'), ({ holder: last }) =>
      last === null ? 'resumes from its last checkpoint' : lockText(last),
    ),
    ...section('Failed', of('failed'), ({ failure }) => failure!.message),
    ...section('Damaged', of('damaged'), ({ damage }) => `${damage!.message} (${damage!.where})`),
    ...(idle && !done
      ? ['', `Resume it with: motifsmith study --resume ${shellWord(folder)}`]
      : []),
    '',
  ].join('\n');
}
