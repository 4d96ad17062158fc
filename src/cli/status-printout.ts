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

/** Who holds a lock, or left it behind. */
function holderText(holder: LockHolder): string {
  const name = holderName(holder);
  const process = name === null ? 'an unknown process' : `process ${name}`;
  switch (holder.state) {
    case 'alive':
      return process;
    case 'unknown':
      return `${process}, which touched its lock within the last minute`;
    case 'silent':
      return `${process}, which has not touched its lock for over a minute and is probably gone`;
    case 'dead':
      return `${process}, which is gone`;
  }
}

const leaderText = (holder: LockHolder): string =>
  `The study ${isAtWork(holder) ? 'is' : 'was'} being done by ${holderText(holder)}.`;

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
    ...(holder === null ? [] : [leaderText(holder)]),
    ...section('At work', of('working'), (cell) => holderText(cell.holder!)),
    ...section('Stopped', of('stopped'), ({ holder: last }) =>
      last === null ? 'resumes from its last checkpoint' : `left by ${holderText(last)}`,
    ),
    ...section('Failed', of('failed'), ({ failure }) => failure!.message),
    ...section('Damaged', of('damaged'), ({ damage }) => `${damage!.message} (${damage!.where})`),
    ...(idle && !done
      ? ['', `Resume it with: motifsmith study --resume ${shellWord(folder)}`]
      : []),
    '',
  ].join('\n');
}
