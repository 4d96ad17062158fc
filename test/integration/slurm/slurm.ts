/**
 * Slurm on this machine alone, as long as a test needs it: munged, slurmctld and slurmd with a folder and ports of
 * their own. It needs the programs and the right to start them, so only root has it.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** Slurm leaves the domain out. */
const HOST = hostname().split('.')[0]!;

const PROGRAMS = ['munged', 'slurmctld', 'slurmd', 'sbatch', 'scontrol'];

export interface Slurm {
  /** Variables with which its commands find it. */
  readonly variables: Readonly<Record<string, string>>;
  /** Runs one of its commands. @returns what it prints */
  ask(command: string, ...args: string[]): string;
  /** Gives a job the notice that it would get before its time limit, at least once. */
  notify(job: string): void;
  /** Resolves when all jobs have ended. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });
}

/** Tries again until it does not throw. */
async function until<Result>(action: () => Result): Promise<Result> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    try {
      return action();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await setTimeout(200);
    }
  }
}

function configuration(folder: string, ports: readonly [number, number]): string {
  const settings = {
    ClusterName: 'test',
    SlurmctldHost: `${HOST}(127.0.0.1)`,
    SlurmctldPort: ports[0],
    SlurmdPort: ports[1],
    SlurmUser: 'root',
    SlurmdUser: 'root',
    AuthType: 'auth/munge',
    // A job that is queued again has to wait for as long as its old credentials last.
    AuthInfo: `socket=${folder}/munge/socket,cred_expire=5`,
    StateSaveLocation: `${folder}/state`,
    SlurmdSpoolDir: `${folder}/spool`,
    SlurmctldPidFile: `${folder}/slurmctld.pid`,
    SlurmdPidFile: `${folder}/slurmd.pid`,
    SlurmctldLogFile: `${folder}/slurmctld.log`,
    SlurmdLogFile: `${folder}/slurmd.log`,
    ProctrackType: 'proctrack/linuxproc',
    TaskPlugin: 'task/none',
    SchedulerType: 'sched/builtin',
    SchedulerParameters: 'sched_interval=1,batch_sched_delay=0',
    SelectType: 'select/cons_tres',
    SelectTypeParameters: 'CR_CPU',
    SlurmdParameters: 'config_overrides',
    PreemptType: 'preempt/partition_prio',
    PreemptMode: 'REQUEUE',
    // So that four runs make two arrays.
    MaxArraySize: 3,
    MinJobAge: 600,
  };
  return [
    ...Object.entries(settings).map(([key, value]) => `${key}=${value}`),
    `NodeName=${HOST} NodeAddr=127.0.0.1 CPUs=4 RealMemory=8000 State=UNKNOWN`,
    'PartitionName=main Nodes=ALL Default=YES PriorityTier=1',
    'PartitionName=urgent Nodes=ALL PriorityTier=2',
    '',
  ].join('\n');
}

/** Starts it; says why not where it is not installed, or cannot be started. */
export async function startSlurm(): Promise<Slurm | string> {
  if (process.getuid?.() !== 0) return 'only root can start it';
  const missing = PROGRAMS.filter((name) => spawnSync('which', [name]).status !== 0);
  if (missing.length > 0) return `there is no ${missing.join(', ')}`;
  // Its path is short enough for a socket.
  const folder = mkdtempSync(join(tmpdir(), 'slurm-'));
  const daemons: ChildProcess[] = [];
  const end = async () => {
    for (const daemon of daemons) {
      const ended = new Promise((done) => daemon.on('close', done));
      if (daemon.exitCode === null && daemon.kill()) await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    return await start(folder, daemons, end);
  } catch (error) {
    const said = ['slurmctld.log', 'slurmd.log']
      .map((name) => join(folder, name))
      .flatMap((log) => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []))
      .filter((line) => /error|fatal/.test(line));
    await end();
    return `it does not start: ${said.at(-1) ?? String(error)}`;
  }
}

/** @param daemons its processes, the last one first */
async function start(
  folder: string,
  daemons: ChildProcess[],
  end: () => Promise<void>,
): Promise<Slurm> {
  for (const name of ['munge', 'state', 'spool']) mkdirSync(join(folder, name));
  // munged insists that others can reach its socket, and read nothing else.
  chmodSync(folder, 0o755);
  const munge = (name: string) => join(folder, 'munge', name);
  writeFileSync(munge('key'), randomBytes(128), { mode: 0o600 });
  const file = join(folder, 'slurm.conf');
  // Which needs no control groups as long as nothing is asked of them.
  writeFileSync(join(folder, 'cgroup.conf'), 'CgroupPlugin=cgroup/v1\n');
  writeFileSync(file, configuration(folder, [await freePort(), await freePort()]));
  const variables = { SLURM_CONF: file };
  const env = { ...process.env, ...variables };
  const ask = (command: string, ...args: string[]) =>
    execFileSync(command, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const run = (program: string, ...args: string[]) => {
    daemons.unshift(spawn(program, args, { env, stdio: 'ignore' }));
  };
  run(
    'munged',
    ...['--foreground', `--key-file=${munge('key')}`, `--socket=${munge('socket')}`],
    ...[`--pid-file=${munge('pid')}`, `--log-file=${munge('log')}`, `--seed-file=${munge('seed')}`],
  );
  await until(() => ask('munge', '--no-input', `--socket=${munge('socket')}`));
  run('slurmctld', '-D', '-f', file);
  run('slurmd', '-D', '-f', file);
  await until(() => {
    if (!ask('sinfo', '--noheader', '--format=%T').includes('idle')) throw new Error('not ready');
  });
  return {
    variables,
    ask,
    notify(job) {
      try {
        ask('scancel', '--signal=USR1', '--batch', job);
      } catch {
        // It sends the signal, finds that the job is about to end, and goes on trying for a while.
      }
    },
    async idle() {
      while (ask('squeue', '--noheader') !== '') await setTimeout(300);
    },
    async stop() {
      ask('scancel', '--user=root');
      while (ask('squeue', '--noheader') !== '') await setTimeout(300);
      await end();
    },
  };
}
