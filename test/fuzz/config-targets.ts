/** The configuration language: files in YAML and JSON, study and sweep files, `--set`; all through the real loader. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describeConfig } from '../../src/config/describe.ts';
import { loadConfig } from '../../src/config/load.ts';
import { PRESET_NAMES } from '../../src/config/presets/presets.ts';
import { type ExperimentConfig, experimentSchema } from '../../src/config/schema.ts';
import type { Random } from '../../src/core/random.ts';
import { loadStudy } from '../../src/study/load-study.ts';
import { loadSweep } from '../../src/sweep/load-sweep.ts';
import { nextRound, rungSizes } from '../../src/sweep/rounds.ts';
import { trialCells } from '../../src/sweep/trial-cells.ts';
import { tinyConfig } from '../experiment/tiny.ts';
import { tinyStudy } from '../study/tiny-study.ts';
import { tinySweep } from '../sweep/tiny-sweep.ts';
import { damageJsonBytes, hostileText } from './json-damage.ts';
import { scratchFolder } from './scratch.ts';
import { bytesOf, type FuzzTarget } from './target.ts';
import { damageYaml, yamlHazard } from './yaml-damage.ts';

const pick = <T>(random: Random, values: readonly T[]): T => values[random.integer(values.length)]!;

/** What is accepted must be a configuration, whole and by the schema; and the file that shows it must say the same. */
async function configProblem(config: ExperimentConfig): Promise<string | null> {
  const { success, error } = experimentSchema.safeParse(config);
  if (!success) return `no configuration: ${error.issues[0]!.message}`;
  const source = fileOf(bytesOf(describeConfig(config)), 'shown.yaml');
  try {
    const shown = await loadConfig({ source, sets: [], options: [] });
    return isDeepStrictEqual(shown.config, config) ? null : 'the file that shows it says another';
  } catch (error) {
    // A refusal here is not one of the input.
    return `the file that shows it is refused: ${String(error)}`;
  }
}

const DATA = 'recordings';

/** All presets, complete. */
async function presets(): Promise<ExperimentConfig[]> {
  const loaded = await Promise.all(
    PRESET_NAMES.map((source) => loadConfig({ source, sets: [], options: [], dataPath: DATA })),
  );
  return loaded.map(({ config }) => config);
}

let folder: string | null = null;
/** A file with these bytes; the one before is gone. */
function fileOf(input: Uint8Array, name: string): string {
  folder ??= scratchFolder();
  const path = join(folder, name);
  writeFileSync(path, input);
  return path;
}

const yaml: FuzzTarget = {
  id: 'config-yaml',
  kinds: ['usage'],
  share: 0,
  shortRun: 150,
  seeds: async () => [
    ...(await presets()).map((config) => bytesOf(describeConfig(config))),
    bytesOf('preset: demo\nseeds: [1, 2]\ntraining:\n  epochs: 3 # short\n'),
  ],
  craft: damageYaml,
  run: async (input) => {
    const source = fileOf(input, 'fuzz.yaml');
    return await configProblem((await loadConfig({ source, sets: [], options: [] })).config);
  },
};

const json: FuzzTarget = {
  id: 'config-json',
  kinds: ['usage'],
  share: 0,
  shortRun: 150,
  seeds: async () => [
    ...(await presets()).map((config) => bytesOf(JSON.stringify(config))),
    bytesOf(JSON.stringify(tinyConfig('tiny.npz', 'runs'))),
    bytesOf('{"preset":"nmnist","seeds":[3]}'),
  ],
  craft: (random, seeds) => damageJsonBytes(seeds, random),
  run: async (input, random) => {
    const source = fileOf(input, 'fuzz.json');
    const dataPath = random.integer(4) === 0 ? DATA : undefined;
    return configProblem((await loadConfig({ source, sets: [], options: [], dataPath })).config);
  },
};

const SETS = [
  ...['training.epochs=3', 'network.layers[0].neurons=20', 'network.layers.0.kind=dense'],
  ...['data.source=synthetic', 'data.task=moving-bars', 'search.strategy=random', 'seeds=[1, 2]'],
  ...['network.motifSizes=[2, 4]', 'search.plasticity.window=5', 'engine=reference', 'output=x'],
];
const PATH_PARTS = [
  ...['network', 'layers', '0', '[0]', '[99999999999999999999]', '-1', '__proto__', 'constructor'],
  ...[
    'prototype',
    'toString',
    'length',
    '',
    '.',
    '=',
    'data',
    'seeds',
    'a'.repeat(2000),
    '\u001b[0m',
  ],
];

/** Several settings, one on each line. */
function craftSets(random: Random): Uint8Array {
  const lines = Array.from({ length: 1 + random.integer(3) }, () => {
    const [key, value] = pick(random, SETS).split('=') as [string, string];
    const parts = key.split('.');
    if (random.integer(2) === 0) parts[random.integer(parts.length)] = pick(random, PATH_PARTS);
    if (random.integer(8) === 0) parts.push(pick(random, PATH_PARTS));
    const other = random.integer(2) === 0 ? hostileText(random) : yamlHazard(random);
    return `${parts.join('.')}=${random.integer(3) === 0 ? value : other}`;
  });
  return bytesOf(lines.join('\u0001'));
}

const sets: FuzzTarget = {
  id: 'config-set',
  kinds: ['usage'],
  shortRun: 200,
  seeds: () => SETS.map(bytesOf),
  craft: craftSets,
  run: async (input, random) => {
    const texts = new TextDecoder().decode(input).split('\u0001');
    const source = pick(random, PRESET_NAMES);
    const request = { source, sets: texts, options: [], dataPath: DATA };
    return configProblem((await loadConfig(request)).config);
  },
};

const STUDY_YAML = `# Two methods on two sets.
name: tiny
datasets:
  letters: { preset: demo }
  others: { preset: demo, settings: { training: { epochs: 2 } } }
settings: { training: { epochs: 1 } }
seeds: [1, 2]
reference: hrmas
methods:
  - hrmas
  - { name: wide, base: dense, label: Wide, settings: { network: { tauSynapse: 3 } }, seeds: [2] }
`;

const study: FuzzTarget = {
  id: 'study-file',
  kinds: ['usage'],
  share: 0,
  shortRun: 150,
  seeds: () => [bytesOf(STUDY_YAML), bytesOf(JSON.stringify(tinyStudy()))],
  craft: (random, [text, json]) =>
    random.integer(2) === 0 ? damageYaml(random, [text!]) : damageJsonBytes([json!], random),
  run: async (input, random) => {
    const path = fileOf(input, 'study.yaml');
    const dataPaths = new Map(random.integer(2) === 0 ? [['letters', 'tiny.npz']] : []);
    const { entries } = await loadStudy({ path, dataPaths, seeds: null });
    for (const { config } of entries) {
      const problem = await configProblem(config);
      if (problem !== null) return problem;
    }
    return null;
  },
};

/** Listed in a moment. */
const MOST_TRIALS = 40;

const SWEEP_YAML = `name: rates
preset: demo
parameters:
  training.learningRate: { from: 0.001, to: 0.1, scale: log, points: 3 }
  network.layers[0].neurons: { from: 10, to: 40 }
  training.loss.kind: [psc, cross-entropy]
strategy: { kind: bayesian, trials: 12, seed: 2, initial: 6, batch: 3 }
halving: { settings: [training.epochs], factor: 2, rungs: 2 }
seeds: [1, 2]
tuningFraction: 0.25
`;

/** What is accepted can be listed: its first trials have settings of their own. */
const sweep: FuzzTarget = {
  id: 'sweep-file',
  kinds: ['usage'],
  share: 0,
  shortRun: 150,
  seeds: () => [bytesOf(SWEEP_YAML), bytesOf(JSON.stringify(tinySweep()))],
  craft: (random, [text, json]) =>
    random.integer(2) === 0 ? damageYaml(random, [text!]) : damageJsonBytes([json!], random),
  run: async (input, random) => {
    const path = fileOf(input, 'sweep.yaml');
    const data = random.integer(2) === 0 ? { dataPath: 'tiny.npz' } : {};
    const found = await loadSweep({ path, ...data });
    const sum = rungSizes(found).reduce((total, size) => total + size, 0);
    if (!(sum >= found.strategy.trials)) return `${sum} runs of ${found.strategy.trials} trials`;
    if (found.strategy.trials > MOST_TRIALS) return null;
    const round = nextRound(found, []);
    if (round.length === 0) return 'no trials';
    const { entries, impossible } = trialCells(found, round);
    if (entries.length + impossible.length !== round.length) return 'a trial that is lost';
    for (const { config } of entries) {
      if (config.data.tuningFraction === 0) return 'a trial that sees the test samples';
      const problem = await configProblem(config);
      if (problem !== null) return problem;
    }
    return null;
  },
};

export const CONFIG_TARGETS: readonly FuzzTarget[] = [yaml, json, sets, study, sweep];
