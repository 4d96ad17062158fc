/** The readers of the files of runs and studies; seeds are what version 0.1 wrote, or what this one writes. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonical } from '../../src/core/canonical.ts';
import { encodeEventFile } from '../../src/exchange/tensorboard/events.ts';
import { runEvents } from '../../src/exchange/tensorboard/run-events.ts';
import { inspectRun } from '../../src/experiment/repair/inspect.ts';
import { readJson } from '../../src/files/read.ts';
import { sha256 } from '../../src/files/sha256.ts';
import { readAnalysis } from '../../src/run/analysis-file.ts';
import { readCheckpoint, saveCheckpoint } from '../../src/run/checkpoints.ts';
import { isLocked } from '../../src/run/lock/lock.ts';
import { readMetrics } from '../../src/run/metrics-reader.ts';
import { readRunRecord } from '../../src/run/run-record.ts';
import { parseMetrics } from '../../src/run/schema/events.ts';
import { parseSummary } from '../../src/run/schema/summary.ts';
import { readCost } from '../../src/study/cost.ts';
import { readFailure, readFailures } from '../../src/study/failures.ts';
import { readStudy } from '../../src/study/read-study.ts';
import { EVENTS } from '../run/events.ts';
import { damageJson, damageJsonBytes } from './json-damage.ts';
import { jsonTarget, placeFor } from './json-target.ts';
import { mutate } from './mutate.ts';
import { scratchFolder } from './scratch.ts';
import { bytesOf, type FuzzTarget, Refused } from './target.ts';

const RUNS = join(import.meta.dirname, '../fixtures/runs/v0.1.0');
const stored = (name: string) => new Uint8Array(readFileSync(join(RUNS, name)));

const record = jsonTarget(
  'run-config',
  'config.json',
  () => ['search', 'group', 'train'].map((run) => stored(`${run}/config.json`)),
  readRunRecord,
  { share: 0, shortRun: 250 },
);

const summary = jsonTarget(
  'run-summary',
  'summary.json',
  () => ['search/summary.json', 'group/summary.json', 'random/summary.json'].map(stored),
  async (folder) => {
    const path = join(folder, 'summary.json');
    return parseSummary(await readJson(path, 'summary'), path);
  },
);

const analysis = jsonTarget(
  'run-analysis',
  'analysis.json',
  () => [stored('search/analysis.json')],
  readAnalysis,
);

const study = jsonTarget(
  'study-record',
  'study.json',
  () => [stored('study/study.json')],
  readStudy,
  { share: 0, shortRun: 250 },
);

const results = jsonTarget(
  'study-results',
  'results.json',
  () => [stored('study/results.json')],
  async (folder) => {
    writeFileSync(join(folder, 'study.json'), stored('study/study.json'));
    return readStudy(folder);
  },
  { share: 0, shortRun: 250 },
);

const failures = jsonTarget(
  'study-failures',
  'failures.json',
  () => {
    const failure = { kind: 'data', message: 'No.', where: 'byte 1', remedy: null };
    const cell = { dataset: 'a', method: 'b', seed: 1, attempts: 2 };
    return [stored('study/failures.json'), bytesOf(JSON.stringify([{ ...cell, ...failure }]))];
  },
  readFailures,
);

const failure = jsonTarget(
  'run-failure',
  'failure.json',
  () => [
    bytesOf('{"kind":"data","message":"No.","where":"byte 1","remedy":null,"attempts":2}'),
    bytesOf('{"kind":"internal","message":"No.","where":null,"remedy":"Again.","attempts":1}'),
  ],
  (folder) => readFailure(folder, { dataset: 'a', method: 'b', seed: 1 }),
);

const cost = jsonTarget(
  'study-cost',
  'cost.json',
  () => [bytesOf('{"cpuSeconds":1.5,"wallSeconds":2,"peakBytes":1e8,"attempts":1}')],
  readCost,
);

/** Lines as both readers take them; what is accepted can be exported. */
const metricsPlace = placeFor();
const metrics: FuzzTarget = {
  id: 'metrics',
  kinds: ['artifact'],
  share: 2,
  shortRun: 400,
  seeds: () => [
    ...EVENTS.map((event) => bytesOf(`${JSON.stringify(event)}\n`)),
    ...['search', 'random', 'interrupted'].map((run) => stored(`${run}/metrics.jsonl`)),
  ],
  craft: (random, seeds) => {
    const lines = seeds.flatMap((seed) => new TextDecoder().decode(seed).split('\n').slice(0, -1));
    const chosen = Array.from(
      { length: 1 + random.integer(3) },
      () => lines[random.integer(lines.length)]!,
    );
    chosen[random.integer(chosen.length)] = damageJson(lines, random);
    const bytes = bytesOf(`${chosen.join('\n')}\n`);
    return random.integer(10) === 0 && bytes.length < 1e5 ? mutate([bytes], random) : bytes;
  },
  run: async (input, random) => {
    const folder = metricsPlace('metrics.jsonl', input);
    const path = join(folder, 'metrics.jsonl');
    const longestLine = [100, 10_000, 2 ** 26][random.integer(3)]!;
    let at = 0;
    for await (const line of readMetrics(path, { damage: 'report', run: 'open', longestLine })) {
      if (line.byte < at) return `a line at ${line.byte} after ${at}`;
      at = line.next;
    }
    for await (const _ of readMetrics(path, { damage: 'throw', run: 'finished' }));
    const events = parseMetrics(new TextDecoder().decode(input), 'input');
    const exported = encodeEventFile(runEvents(events, null));
    return exported.length > 0 ? null : 'nothing exported';
  },
};

const IDENTITY = 'identity';
const STEP = 3;

/** The header of a checkpoint; half of the time with a hash that fits, as an enemy would write it. */
function checkpointTarget(): FuzzTarget {
  let tensors: Uint8Array | null = null;
  const place = placeFor();
  return {
    id: 'checkpoint',
    kinds: ['artifact'],
    seeds: async () => {
      const folder = scratchFolder();
      const header = { step: STEP, identity: IDENTITY, metricsBytes: 10, metricsSha256: 'x' };
      const state = { stage: 'size', position: [1, 2, { best: null }], text: 'a' };
      const data = Float64Array.of(1, 2, 3);
      await saveCheckpoint(
        folder,
        { ...header, stage: 'size', epoch: 1, stageEnd: false, seconds: { size: 1 } },
        { state, tensors: { weights: { shape: [3], data } } },
      );
      const file = (name: string) => new Uint8Array(readFileSync(join(folder, name)));
      tensors = file('00000003.safetensors');
      return [file('00000003.json')];
    },
    craft: (random, seeds) => damageJsonBytes(seeds, random),
    run: async (input, random) => {
      place('00000003.safetensors', tensors!);
      const folder = place('00000003.json', random.integer(2) === 0 ? input : withHash(input));
      const { snapshot } = await readCheckpoint(folder, STEP, IDENTITY);
      return snapshot.tensors.weights === undefined ? 'no weights' : null;
    },
  };
}

function withHash(input: Uint8Array): Uint8Array {
  try {
    const { sha256: _, ...content } = JSON.parse(new TextDecoder().decode(input));
    return bytesOf(JSON.stringify({ ...content, sha256: sha256(canonical(content)) }));
  } catch {
    return input;
  }
}

const lockPlace = placeFor();
const lock: FuzzTarget = {
  id: 'lock',
  shortRun: 400,
  seeds: () => {
    const started = { boot: 'b', namespace: 'pid:[1]', started: '7' };
    const holder = { id: '0'.repeat(32), pid: 4321, host: 'elsewhere', ...started };
    return [JSON.stringify(holder), '{"pid":4321,"host":"elsewhere"}'].map(bytesOf);
  },
  craft: (random, seeds) => damageJsonBytes(seeds, random),
  run: async (input) => {
    // Damage counts as no lock.
    if (!(await isLocked(lockPlace('lock', input)))) throw new Refused('not locked');
    return null;
  },
};

/** Files of a finished run, of which one is damaged. */
const INSPECTED = ['config.json', 'summary.json', 'architecture.json', 'analysis.json'];
const inspectPlace = placeFor((folder) =>
  cpSync(join(RUNS, 'search'), folder, { recursive: true }),
);
const inspected: FuzzTarget = {
  id: 'run-inspection',
  kinds: ['artifact'],
  share: 0,
  shortRun: 200,
  seeds: () => INSPECTED.map((name) => stored(`search/${name}`)),
  craft: (random, seeds) => damageJsonBytes(seeds, random),
  run: async (input, random) => {
    const file = INSPECTED[random.integer(INSPECTED.length)]!;
    const folder = inspectPlace(file, input);
    try {
      const { findings } = await inspectRun(folder);
      if (findings.length > 0) throw new Refused('damaged');
      return null;
    } finally {
      inspectPlace(file, stored(`search/${file}`));
    }
  },
};

export const RUN_FILE_TARGETS: readonly FuzzTarget[] = [
  ...[record, summary, analysis, metrics, checkpointTarget(), lock, inspected],
  ...[study, results, failures, failure, cost],
];
