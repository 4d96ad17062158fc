/** The scripts for Slurm, run by bash with programs in the place of Slurm's that write down how they are called. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readMemory, readPartition, readTime } from '../../../src/study/cluster/resources.ts';
import {
  cellScript,
  type SlurmOptions,
  type SlurmStudy,
} from '../../../src/study/cluster/slurm.ts';
import { writeScripts } from '../../../src/study/cluster/submit.ts';
import { temporaryFolder } from '../../experiment/tiny.ts';

const root = temporaryFolder();
const HOSTILE = `it's "50%a"; $HOME \`id\` $(id) \\ *`;

/** A folder of programs that append their words to a file, one call a line, and then run some shell code. */
function programs(name: string, code: Readonly<Record<string, string>>) {
  const folder = join(root, name);
  mkdirSync(folder);
  const log = join(folder, 'calls');
  for (const [program, then] of Object.entries(code)) {
    const text = `#!/bin/bash
node -e 'console.log(JSON.stringify(process.argv.slice(1)))' -- ${program} "$@" >> '${log}'
${then}`;
    writeFileSync(join(folder, program), text);
    chmodSync(join(folder, program), 0o755);
  }
  return {
    env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
    calls: (): string[][] =>
      existsSync(log)
        ? readFileSync(log, 'utf8')
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line) as string[])
        : [],
  };
}

const cells = (count: number) => Array.from({ length: count }, (_, k) => `waves/dense/seed-${k}`);

function study(name: string, changes: Partial<SlurmStudy> = {}): SlurmStudy {
  const folder = join(root, name, HOSTILE);
  mkdirSync(folder, { recursive: true });
  return {
    name: 'waves.1',
    folder,
    motifsmith: ['/opt/my node', 'main.js'],
    cells: cells(3),
    ...changes,
  };
}

/** Numbers its jobs from 1, and refuses the one that the variable names. */
const SBATCH = `count=$(grep -c '\\["sbatch"' "$(dirname "$0")/calls")
[ "$count" != "$REFUSED" ] || { echo 'sbatch: error: no' >&2; exit 1; }
echo "$count;cluster"`;

/** Of all settings, one counts. */
const CONFIG = `echo 'MaxArrayTasks = 7
MaxArraySize            = 1001
MaxJobCount = 10'`;

describe.skipIf(process.platform === 'win32')('what bash makes of the scripts', () => {
  test('every word arrives at sbatch as it is, and the tables wait for all arrays', async () => {
    const { env, calls } = programs('submit', { sbatch: SBATCH, scontrol: CONFIG });
    const own = study('submitted', { cells: cells(2500) });
    const options: SlurmOptions = {
      ...{ partition: 'long,gpu', time: '1-12:30', cpus: 2, jobs: 7 },
      memory: { amount: 4, unit: 'G' },
    };
    const script = await writeScripts(own, options);
    const said = execFileSync('bash', [script], { env, encoding: 'utf8' });
    expect(said).toBe('Submitted: runs 1, 2, 3; tables 4\n');
    const logs = `${own.folder.replaceAll('%', '%%')}/slurm/logs`;
    const array = (tasks: string, first: number) => [
      ...['sbatch', '--parsable', '--job-name=waves.1', '--partition=long,gpu', '--time=1-12:30'],
      ...[
        '--cpus-per-task=2',
        '--mem=4G',
        '--requeue',
        '--signal=B:USR1@120',
        '--open-mode=append',
      ],
      ...[`--array=${tasks}%2`, `--output=${logs}/%A_%a.log`],
      ...[`${own.folder}/slurm/cell.sh`, String(first)],
    ];
    expect(calls().filter(([program]) => program === 'sbatch')).toEqual([
      array('0-1000', 0),
      array('0-1000', 1001),
      array('0-497', 2002),
      [
        ...['sbatch', '--parsable', '--job-name=waves.1-collect', '--partition=long,gpu'],
        ...['--dependency=afterany:1:2:3', `--output=${logs}/collect-%j.log`],
        `${own.folder}/slurm/collect.sh`,
      ],
    ]);
  });

  test('if one is refused, those before are withdrawn', async () => {
    const { env, calls } = programs('refused', { sbatch: SBATCH, scontrol: CONFIG, scancel: '' });
    const script = await writeScripts(study('half', { cells: cells(2003) }), { cpus: 1 });
    const { status, stderr } = spawnSync('bash', [script], {
      env: { ...env, REFUSED: '3' },
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([1, 'sbatch: error: no\n']);
    expect(calls().at(-1)).toEqual(['scancel', '1', '2']);
  });

  test.each(['0', ''])('where MaxArraySize is "%s", there are no arrays', async (size) => {
    const config = `echo 'MaxArraySize = ${size}'`;
    const { env, calls } = programs(`none${size}`, { sbatch: SBATCH, scontrol: config });
    const script = await writeScripts(study(`none${size}`), { cpus: 1 });
    const { status, stderr } = spawnSync('bash', [script], { env, encoding: 'utf8' });
    expect([status, stderr]).toEqual([1, 'Slurm has no job arrays here: MaxArraySize.\n']);
    expect(calls()).toHaveLength(1);
  });

  /** Runs the script of a cell whose run does as the code says. */
  function runCell(name: string, code: string, state = 'RUNNING,None') {
    const { env, calls } = programs(name, { run: code, squeue: `echo ${state}`, scontrol: '' });
    const text = cellScript(study(`${name}-study`, { motifsmith: ['run'] }));
    const file = join(root, name, 'cell.sh');
    writeFileSync(file, text);
    const { status } = spawnSync('bash', [file, '1'], {
      env: { ...env, SLURM_ARRAY_JOB_ID: '12', SLURM_ARRAY_TASK_ID: '1', SLURM_JOB_ID: '12' },
    });
    return { status, calls: calls() };
  }

  test('a task does its cell, and ends with the exit code of the run', () => {
    const { status, calls } = runCell('failing', 'exit 7');
    const folder = join(root, 'failing-study', HOSTILE);
    expect(status).toBe(7);
    expect(calls).toEqual([['run', 'study', '--resume', folder, '--cell', 'waves/dense/seed-2']]);
  });

  /** Slurm's notice, to the shell alone. */
  const NOTICE = 'trap "sleep 0.3; exit 130" TERM; kill -USR1 $PPID; while :; do sleep 0.05; done';
  /** What Slurm does to all processes, as far as the shell is concerned. */
  const ENDED = 'kill -TERM $PPID; sleep 0.3; exit 130';
  test.each([
    ['notice of the time limit', NOTICE, 'RUNNING,None', true],
    ['notice before it had begun', 'kill -USR1 $PPID; sleep 1 & wait', 'RUNNING,None', true],
    ['the time limit itself', ENDED, 'COMPLETING,TimeLimit', true],
    ['being asked to end', ENDED, 'RUNNING,None', true],
    ['being cancelled', ENDED, 'COMPLETING,None', false],
    ['study cancel', 'exit 130', 'RUNNING,None', false],
    ['success in spite of a notice', NOTICE.replace('130', '0'), 'RUNNING,None', false],
    ['the kernel, for want of memory', 'kill -KILL $$', 'RUNNING,None', false],
  ])('after %s', (name, code, state, again) => {
    const { calls } = runCell(name.replaceAll(' ', '-'), code, state);
    const requeues = calls.filter(([program]) => program === 'scontrol');
    expect(requeues).toEqual(again ? [['scontrol', 'requeue', '12_1']] : []);
  });
});

describe.skipIf(process.platform === 'win32')(
  'the script in the documents for other batch systems',
  () => {
    const document = readFileSync(join(import.meta.dirname, '../../../docs/scaling.md'), 'utf8');
    const [, script = ''] = /```bash\n(.*?)```/s.exec(document)!;

    test.each([
      ['PBS', { PBS_ARRAY_INDEX: '4' }, 'exit 0', 0],
      ['SGE', { SGE_TASK_ID: '5' }, 'trap "exit 130" TERM; kill -USR2 $PPID; sleep 1 & wait', 99],
    ])('%s', (name, variables, code, expected) => {
      const { env, calls } = programs(name, { motifsmith: code });
      const { status } = spawnSync('bash', ['-c', script], { env: { ...env, ...variables } });
      expect(status).toBe(expected);
      const command = ['study', '--resume', '/lab/runs/letters', '--cell-index', '4'];
      expect(calls()).toEqual([['motifsmith', ...command]]);
    });
  },
);

test.each(['5', '90', '5:00', '0:05:00', '12:00:00', '0-1', '2-0', '1-12:30', '1-0:0:0', '0-0:5'])(
  'the time limit %s',
  (text) => expect(readTime(text)).toBe(text),
);

test.each([
  '',
  '4',
  '4:59',
  '0:04:59',
  '0-0:4',
  '1h',
  '-5',
  '1-',
  '1:2:3:4',
  '5\n',
  'infinite',
  '5;id',
])('no time limit: %j', (text) => expect(() => readTime(text)).toThrow(/time limit/));

test.each(['', '-p', 'a b', 'a\nb', 'a;id', '$(id)', "a'b", ',a', 'a,'])(
  'no partition: %j',
  (text) => expect(() => readPartition(text)).toThrow('This is not the name of a partition.'),
);

test('amounts of memory', () => {
  expect(readMemory('4g')).toEqual({ amount: 4, unit: 'G' });
  expect(readMemory('500')).toEqual({ amount: 500, unit: 'M' });
  for (const text of ['', '0', '4GB', '1.5G', '-1', '4 G', 'G']) {
    expect(() => readMemory(text)).toThrow('This is not an amount of memory.');
  }
});
