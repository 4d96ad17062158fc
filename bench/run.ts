/**
 * `npm run bench`: ours and the peers in turns, the rows besides, or the scale measurements. The
 * work is done in processes of their own; this one only asks them and prints.
 */
import { cpus } from 'node:os';
import { reportFailure } from '../src/cli/failure.ts';
import { EXIT_CODES } from '../src/core/errors.ts';
import { nodeCommand, runCommand } from './child.ts';
import { compareWorkload, type WorkloadResult } from './compare.ts';
import { measureExtras } from './extras.ts';
import { gpuText, measureGpu } from './gpu.ts';
import { busyShare } from './idleness.ts';
import { type BenchOptions, HELP, parseOptions } from './options.ts';
import { findPython, type PeerName, type Python } from './peers.ts';
import { requireIdle, writeRecord } from './record.ts';
import {
  busyText,
  differences,
  type Environment,
  environmentText,
  type Session,
  scaleText,
  searchText,
  sessionsJson,
  sessionText,
} from './report.ts';
import { measureScale } from './scale.ts';
import { measureSearch } from './search-cost.ts';
import { measureStudy, studyText } from './study-pace.ts';

/** Progress goes to the standard error, so that the result stands alone. */
const say = (line: string) => process.stderr.write(`${line}\n`);
const print = (text: string) => process.stdout.write(`${text}\n`);

async function environment(python: Python | null): Promise<Omit<Environment, 'busy'>> {
  const { rssMB } = (await runCommand(nodeCommand('bare', []))) as { rssMB: number };
  const processors = cpus();
  return {
    node: process.versions.node,
    cpu: processors[0]?.model ?? 'an unknown processor',
    cores: processors.length,
    bareNodeMB: rssMB,
    python,
  };
}

/** The peers that can run, and a plain line about those that cannot. */
async function available(
  options: BenchOptions,
): Promise<{ python: Python | null; peers: readonly PeerName[] }> {
  if (options.peers.length === 0) return { python: null, peers: [] };
  const python = await findPython(options.python);
  if (!python) {
    say('no Python with torch was found: ours alone is measured (see bench/peers/README.md)');
    return { python: null, peers: [] };
  }
  if (python.norse || !options.peers.includes('norse')) return { python, peers: options.peers };
  say('this Python has no norse: its row is left out (pip install norse)');
  return { python, peers: options.peers.filter((peer) => peer !== 'norse') };
}

async function session(
  options: BenchOptions,
  workers: number,
  python: Python | null,
  peers: readonly PeerName[],
): Promise<Session> {
  const sayWhat = (what: string) => say(`${workers} worker${workers === 1 ? '' : 's'}: ${what}`);
  const workloads: Record<string, WorkloadResult> = {};
  for (const workload of options.workloads) {
    const { repeats } = options;
    workloads[workload.name] = await compareWorkload(
      workload,
      workers,
      repeats,
      python,
      peers,
      (who) => sayWhat(`${workload.name} ${who}`),
    );
  }
  const extras = options.extras ? await measureExtras(workers, options.repeats, sayWhat) : null;
  return { workers, workloads, extras };
}

async function compare(options: BenchOptions): Promise<number> {
  const { python, peers } = await available(options);
  const place = await environment(python);
  if (!options.json) print(`${environmentText(place)}\n`);
  const busy = [await busyShare()];
  if (options.record) requireIdle(busy);
  const sessions: Session[] = [];
  for (const workers of options.workers) {
    const found = await session(options, workers, python, peers);
    sessions.push(found);
    busy.push(await busyShare());
    if (options.record) requireIdle(busy);
    if (!options.json) print(`${sessionText(found)}\n`);
  }
  const found = sessionsJson({ ...place, busy }, sessions);
  if (options.json) print(JSON.stringify(found));
  const warning = busyText({ busy });
  if (warning) say(warning);
  if (options.record) await writeRecord(found);
  const different = differences(sessions);
  if (different.length > 0) {
    say(`the bits depend on the number of workers: ${different.join(', ')}`);
    return EXIT_CODES.checkFailed;
  }
  if (sessions.length > 1 && !options.json) print('the same bits with every number of workers');
  return EXIT_CODES.ok;
}

/** What was found, for programs and for people. */
async function measureAlone(
  subject: Exclude<BenchOptions['subject'], 'comparison'>,
  options: BenchOptions,
): Promise<[object, string]> {
  const { workers, repeats } = options;
  switch (subject) {
    case 'scale': {
      const points = await measureScale(workers[0]!, say);
      return [points, scaleText(points)];
    }
    case 'search': {
      const cost = await measureSearch(options.data!, workers[0]!, repeats);
      return [cost, searchText(cost)];
    }
    case 'gpu': {
      const points = await measureGpu(options, say);
      return [points, gpuText(points)];
    }
    case 'study': {
      const pace = await measureStudy(workers[0]!);
      return [pace, studyText(pace)];
    }
    default:
      return subject satisfies never;
  }
}

async function run(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  if (options.help) {
    print(HELP);
    return EXIT_CODES.ok;
  }
  const { subject } = options;
  if (subject === 'comparison') return compare(options);
  const [found, text] = await measureAlone(subject, options);
  print(options.json ? JSON.stringify({ [subject]: found }) : text);
  return EXIT_CODES.ok;
}

const args = process.argv.slice(2);
try {
  process.exitCode = await run(args);
} catch (error) {
  process.exitCode = reportFailure(error, args.includes('--json'));
}
