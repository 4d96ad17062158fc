/**
 * From a study file to a complete study: every cell with every setting. Settings are layered from
 * general to specific: preset, all cells, data set, method. What defines a built-in method comes last, so
 * that no setting can undo it.
 */
import { resolve } from 'node:path';
import { checkConfig, readConfigFile } from '../config/load.ts';
import { type ConfigLayer, mergeConfigs, type RawConfig } from '../config/merge.ts';
import { preset } from '../config/presets/presets.ts';
import { configError } from '../config/problems.ts';
import type { ExperimentConfig } from '../config/schema.ts';
import { MotifsmithError } from '../core/errors.ts';
import { isRecord } from '../core/json.ts';
import { allowMore, LIMITS } from '../core/limits.ts';
import { nearestWord } from '../core/nearest-word.ts';
import { readSettings } from '../core/settings/check.ts';
import { valueAt } from '../core/settings/key-path.ts';
import type { ReadingProgress } from '../data/store/cache/open-cached.ts';
import { equalBudgetStages, TrainingSizes } from './equal-budget.ts';
import { BUILT_IN_METHODS, builtInMethod } from './methods.ts';
import { entryCells, type Study, type StudyEntry, type StudyMethod } from './study-record.ts';
import { type MethodEntry, STUDY_GUIDE, type StudyFile, studySchema } from './study-schema.ts';

/** What a study is made from. */
export interface StudyRequest {
  /** A YAML or JSON file. */
  readonly path: string;
  /** Path of each data set's recordings, by its name (`--data NAME=PATH`). */
  readonly dataPaths: ReadonlyMap<string, string>;
  /** In place of the file's seeds; null to keep those. */
  readonly seeds: readonly number[] | null;
  /** Methods on equal budgets depend on the size of the data, which are read for it. */
  readonly onReading?: (dataset: string, progress: ReadingProgress) => void;
}

const usage = (message: string, where: string, remedy: string): MotifsmithError =>
  new MotifsmithError('usage', message, { where, remedy });

/**
 * Reads, checks and completes a study.
 * @throws MotifsmithError (`usage`) naming the key, the value and what is allowed; `data` if data cannot be read
 */
export async function loadStudy({
  path,
  dataPaths,
  seeds: asked,
  onReading,
}: StudyRequest): Promise<Study> {
  const raw = spellOut(await readConfigFile(path, 'study file'), path);
  const { settings: file, problem } = readSettings(studySchema, raw);
  if (problem !== null) throw configError(problem, [{ name: path, value: raw }], STUDY_GUIDE);
  checkNames(file, path);
  const seeds = asked ?? file.seeds;
  requireFewRuns(file.methods.length * Object.keys(file.datasets).length * seeds.length, path);
  checkDataPaths(Object.keys(file.datasets), dataPaths);
  const sizes = new TrainingSizes(onReading);
  const entries: StudyEntry[] = [];
  for (const dataset of Object.keys(file.datasets)) {
    for (const [k, method] of file.methods.entries()) {
      if (method.datasets && !method.datasets.includes(dataset)) continue;
      const config = await entryConfig(
        ...[file, dataset, method, k, path, dataPaths.get(dataset), sizes],
      );
      entries.push({
        dataset,
        method: method.name,
        task: builtInMethod(method.base).task,
        seeds: seeds.filter((seed) => method.seeds?.includes(seed) ?? true),
        ...foldsOf(config),
        config,
      });
    }
  }
  requireFewRuns(
    entries.reduce((sum, entry) => sum + entryCells(entry).length, 0),
    path,
  );
  return {
    name: file.name,
    seeds,
    reference: file.reference ?? file.methods[0]!.name,
    datasets: Object.keys(file.datasets),
    methods: file.methods.map(
      ({ name, label, base }): StudyMethod => ({
        name,
        label: label ?? (name === base ? builtInMethod(base).label : name),
        base,
      }),
    ),
    tuning: file.tuning ?? null,
    entries,
  };
}

/** Of data that are divided into folds, a study does all. */
function foldsOf({ data }: ExperimentConfig): Pick<StudyEntry, 'folds'> {
  if (data.source !== 'recordings' || data.split.by !== 'folds') return {};
  return { folds: Array.from({ length: data.split.folds }, (_, k) => k + 1) };
}

/** `hrmas` → `{ name: hrmas, base: hrmas }`. */
function spellOut(raw: RawConfig, path: string): RawConfig {
  if (!Array.isArray(raw.methods)) return raw;
  const methods = raw.methods.map((method: unknown, k) => {
    if (typeof method !== 'string') return method;
    if ((BUILT_IN_METHODS as readonly string[]).includes(method)) {
      return { name: method, base: method };
    }
    const near = nearestWord(method, BUILT_IN_METHODS);
    throw usage(
      `There is no built-in method ${JSON.stringify(method)}.`,
      `methods[${k}], from ${path}`,
      near === null ? `Use one of ${BUILT_IN_METHODS.join(', ')}.` : `Did you mean ${near}?`,
    );
  });
  return { ...raw, methods };
}

/** @throws MotifsmithError (`usage`) for a study of more runs than the limit */
export function requireFewRuns(runs: number, where: string): void {
  if (runs <= LIMITS.runs) return;
  throw usage(
    `The study has ${runs} runs (methods × data sets × seeds, times folds), over ${LIMITS.runs}.`,
    where,
    `Split it. ${allowMore('runs')}.`,
  );
}

function checkNames({ methods, datasets, seeds, reference }: StudyFile, path: string): void {
  const names = methods.map(({ name }) => name);
  methods.forEach((method, k) => {
    const at = (key: string) => `methods[${k}].${key}, from ${path}`;
    if (names.indexOf(method.name) !== k) {
      const remedy = 'Name each method differently: the name is its folder.';
      throw usage(`There are two methods ${method.name}.`, at('name'), remedy);
    }
    for (const name of method.datasets ?? []) {
      if (Object.hasOwn(datasets, name)) continue;
      const remedy = `Use those of the study: ${Object.keys(datasets).join(', ')}.`;
      throw usage(`There is no data set ${JSON.stringify(name)}.`, at('datasets'), remedy);
    }
    for (const seed of method.seeds ?? []) {
      if (seeds.includes(seed)) continue;
      const remedy = `Use seeds of the study: ${seeds.join(', ')}.`;
      throw usage(`Seed ${seed} is not one of the study.`, at('seeds'), remedy);
    }
  });
  if (reference !== undefined && !names.includes(reference)) {
    const near = nearestWord(reference, names);
    throw usage(
      `The reference ${JSON.stringify(reference)} is not one of the methods.`,
      `reference, from ${path}`,
      near === null ? `Use one of ${names.join(', ')}.` : `Did you mean ${near}?`,
    );
  }
}

/** @throws MotifsmithError `usage` if a path is given for a data set that is not there */
export function checkDataPaths(
  datasets: readonly string[],
  dataPaths: ReadonlyMap<string, string>,
): void {
  for (const [name, path] of dataPaths) {
    if (datasets.includes(name)) continue;
    throw usage(
      `The study has no data set ${JSON.stringify(name)}.`,
      `--data ${name}=${path}`,
      `Use one of ${datasets.join(', ')}.`,
    );
  }
}

/** Settings that only the study may set. */
const NOT_HERE: readonly { readonly key: string; readonly remedy: string }[] = [
  { key: 'seeds', remedy: 'Write `seeds` at the top of the study file.' },
  { key: 'compare', remedy: 'Write what to compare with as another of `methods`.' },
  { key: 'output', remedy: 'Give the folder of the study by --output.' },
];

function settingsLayer(value: RawConfig, section: string, path: string): ConfigLayer {
  for (const { key, remedy } of NOT_HERE) {
    if (!Object.hasOwn(value, key)) continue;
    throw usage(`Settings of a study have no ${key}.`, `${section}.${key}, from ${path}`, remedy);
  }
  if (valueAt(value, ['data', 'split', 'fold']) !== undefined) {
    throw usage(
      'A study does every fold.',
      `${section}.data.split.fold, from ${path}`,
      'Leave it out.',
    );
  }
  return { name: path, value, section };
}

function presetLayers(name: string | undefined): ConfigLayer[] {
  if (name === undefined) return [];
  const { seeds: _, compare: __, output: ___, ...value } = preset(name)!;
  return [{ name: `preset ${name}`, value }];
}

/** Another source replaces the whole section `data`: what the study says of it would be dropped silently. */
function refuseLostData(shared: RawConfig, own: RawConfig, dataset: string, path: string): void {
  const common = shared.data;
  const source = valueAt(own, ['data', 'source']);
  if (!isRecord(common) || source === undefined || source === common.source) return;
  throw usage(
    `Data set ${dataset} has a source of its own, so the data settings of the study would not apply to it.`,
    `settings.data, from ${path}`,
    `Write them in datasets.${dataset}.settings.data.`,
  );
}

async function entryConfig(
  { datasets, settings }: StudyFile,
  dataset: string,
  method: MethodEntry,
  k: number,
  path: string,
  dataPath: string | undefined,
  sizes: TrainingSizes,
): Promise<ExperimentConfig> {
  const about = datasets[dataset]!;
  if (Object.hasOwn(method.settings, 'data')) {
    throw usage(
      'The data are the same for all methods.',
      `methods[${k}].settings.data, from ${path}`,
      'Define another data set for other data.',
    );
  }
  refuseLostData(settings, about.settings, dataset, path);
  const common = [
    ...presetLayers(about.preset),
    settingsLayer(settings, 'settings', path),
    settingsLayer(about.settings, `datasets.${dataset}.settings`, path),
  ];
  const own = settingsLayer(method.settings, `methods[${k}].settings`, path);
  const place: ConfigLayer[] =
    dataPath === undefined
      ? []
      : [{ name: `--data ${dataset}=${dataPath}`, value: { data: { path: dataPath } } }];
  const located = (layers: readonly ConfigLayer[]) =>
    locate(layers.map(({ value }) => value).reduce(mergeConfigs, {}), dataset, path);
  const layers = [...common, own, ...place];
  const raw = located(layers);
  const { change, equalBudget } = builtInMethod(method.base);
  const value = change(checkConfig(raw, layers));
  layers.push({ name: `method ${method.base}`, value });
  const config = checkConfig(mergeConfigs(raw, value), layers);
  if (!equalBudget) return config;
  const shared = [...common, ...place];
  const stages = equalBudgetStages(
    config,
    checkConfig(located(shared), shared),
    await sizes.of(dataset, config),
    `methods[${k}], from ${path}`,
  );
  return { ...config, search: { ...config.search, ...stages } };
}

/** The path of the data becomes absolute: a study may be resumed from another folder. */
function locate(raw: RawConfig, dataset: string, path: string): RawConfig {
  const found = valueAt(raw, ['data', 'path']);
  const source = valueAt(raw, ['data', 'source']);
  if (typeof found === 'string' && found !== '' && isRecord(raw.data)) {
    return { ...raw, data: { ...raw.data, path: resolve(found) } };
  }
  if (found === undefined && (source === 'recordings' || source === 'spike-npz')) {
    throw usage(
      `No path is given for the data of ${dataset}.`,
      `datasets.${dataset}, from ${path}`,
      `Give --data ${dataset}=PATH.`,
    );
  }
  return raw;
}
