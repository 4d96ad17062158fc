/** `motifsmith study status` says who is at work on what, and who was and is gone. */
import { expect, test } from 'vitest';
import { statusPrintout } from '../../src/cli/status-printout.ts';
import type { LockHolder } from '../../src/run/lock/lock.ts';
import type { CellReport, StudyStatus } from '../../src/study/study-status.ts';

const holderOf = (state: LockHolder['state'], pid: number | null = 7): LockHolder => ({
  ...{ pid, host: pid === null ? null : 'box' },
  ...{ state, here: true },
});

const cellOf = (id: string, state: CellReport['state'], holder: LockHolder | null = null) =>
  ({ id, state, holder }) as CellReport;

const printout = (holder: LockHolder | null, cells: readonly CellReport[]) =>
  statusPrintout({
    ...{ study: { name: 'tiny' } as StudyStatus['study'], folder: 'runs/tiny' },
    ...{ holder, cells, secondsLeft: null },
  });

test.each([
  ['alive', 'is being done by process 7 on box.'],
  ['unknown', 'is being done by process 7 on box, which touched its lock within the last minute.'],
  [
    'silent',
    'was being done by process 7 on box, which has not touched its lock for over a minute and is probably gone.',
  ],
  ['dead', 'was being done by process 7 on box, which is gone.'],
] as const)('a study whose process is %s', (state, expected) => {
  expect(printout(holderOf(state), [])).toContain(`\nThe study ${expected}\n`);
});

test('cells at work, and cells that were left', () => {
  const text = printout(null, [
    cellOf('a/x/seed-1', 'working', holderOf('alive', 5)),
    cellOf('a/x/seed-2', 'stopped', holderOf('dead', 6)),
    cellOf('a/x/seed-3', 'stopped'),
    cellOf('a/x/seed-4', 'stopped', holderOf('dead', null)),
  ]);
  expect(text).toContain('At work:\n  a/x/seed-1: process 5 on box\n');
  expect(text).toContain(
    [
      'Stopped:',
      '  a/x/seed-2: left by process 6 on box, which is gone',
      '  a/x/seed-3: resumes from its last checkpoint',
      '  a/x/seed-4: left by an unknown process, which is gone',
      '',
    ].join('\n'),
  );
  expect(text).not.toContain('The study');
});
