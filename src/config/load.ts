/**
 * From what a user typed to a complete, checked experiment: preset, then file, then options.
 */
import { readFile, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { MotifsmithError } from '../core/errors.ts';
import { isRecord } from '../core/json.ts';
import { LIMITS } from '../core/limits.ts';
import { nearestWord } from '../core/nearest-word.ts';
import { readSettings } from '../core/settings/check.ts';
import type { SettingProblem } from '../core/settings/problem.ts';
import { schemaAt } from '../core/settings/schema-at.ts';
import { taskOptionsProblem } from '../data/sources/synthetic/index.ts';
import { evolutionProblem } from '../search/candidates/evolution-settings.ts';
import { evenMotifProblem } from '../search/even-motif.ts';
import { objectiveProblem } from '../search/objective/objective.ts';
import { plasticityProblem, tauBoundsProblem } from '../search/settings.ts';
import { finalistProblem } from '../search/supernet/finalists.ts';
import { templateProblem } from '../search/template.ts';
import { tauProblem } from '../search/time-constants.ts';
import { earlyStoppingProblem } from '../training/early-stopping.ts';
import { configJsonSchema } from './json-schema.ts';
import { applySet, type ConfigLayer, mergeConfigs, type RawConfig } from './merge.ts';
import { parseSettings } from './parse-settings.ts';
import { PRESET_NAMES, preset } from './presets/presets.ts';
import { configError } from './problems.ts';
import { type ExperimentConfig, experimentSchema } from './schema.ts';

/** What a configuration is made from. */
export interface ConfigRequest {
  /** Name of a preset, or path of a YAML or JSON file. */
  readonly source: string;
  /** `key.path=value`, in order; they come after `options`. */
  readonly sets: readonly string[];
  /** Command-line options that set settings, each its own layer. */
  readonly options: readonly ConfigLayer[];
  /** Where the data are (`--data`); read as recordings unless the source reads files itself. */
  readonly dataPath?: string | undefined;
}

/** A complete configuration and what it came from. */
export interface LoadedConfig {
  /** Name of the preset, or of the file without its extension: run directories are named after it. */
  readonly name: string;
  readonly config: ExperimentConfig;
}

/**
 * A complete, checked configuration.
 * @param request preset or file, and what changes it
 * @throws MotifsmithError (`usage`) naming the key, the value and what is allowed
 */
export async function loadConfig({
  source,
  sets,
  options,
  dataPath,
}: ConfigRequest): Promise<LoadedConfig> {
  const { name, layers } = await sourceLayers(source);
  if (dataPath !== undefined) layers.push(...sourceFor(dataPath, layers));
  layers.push(...options);
  let raw = layers.map(({ value }) => value).reduce(mergeConfigs, {});
  for (const text of sets) {
    raw = applySet(raw, text);
    layers.push({ name: `--set ${text}`, value: applySet(raw, text) });
  }
  if (dataPath !== undefined) {
    const value = { data: { path: dataPath } };
    raw = mergeConfigs(raw, value);
    layers.push({ name: `--data ${dataPath}`, value });
  }
  return { name, config: checkConfig(raw, layers) };
}

/** `--data` means recordings unless the configured source is another that reads files. */
function sourceFor(dataPath: string, layers: readonly ConfigLayer[]): ConfigLayer[] {
  const raw = layers.map(({ value }) => value).reduce(mergeConfigs, {});
  const readsFiles = schemaAt(configJsonSchema(), ['data', 'path'], raw) !== null;
  if (readsFiles) return [];
  return [{ name: `--data ${dataPath}`, value: { data: { source: 'recordings' } } }];
}

/** Fills in defaults and checks everything that can be checked without the data. */
export function checkConfig(raw: RawConfig, layers: readonly ConfigLayer[]): ExperimentConfig {
  const { settings, problem } = readSettings(experimentSchema, raw);
  if (problem !== null) throw configError(problem, layers);
  const contradiction = contradictionIn(settings);
  if (contradiction !== null) throw configError(contradiction, layers);
  return settings;
}

/** What the rooms have to say about settings that are allowed one by one, but not together. */
function contradictionIn({
  data,
  network,
  search,
  training,
  evenMotif,
}: ExperimentConfig): SettingProblem | null {
  return (
    (data.source === 'synthetic' ? taskOptionsProblem(data.task, data.options) : null) ??
    templateProblem({ ...network, hidden: network.layers }, ['network', 'layers']) ??
    plasticityProblem(search.plasticity, network) ??
    evolutionProblem(search) ??
    finalistProblem(search) ??
    objectiveProblem(search) ??
    tauProblem({ ...network, neuron: network }) ??
    tauBoundsProblem(search, network) ??
    evenMotifProblem(evenMotif) ??
    earlyStoppingProblem(training, data.validationFraction > 0, ['training'])
  );
}

async function sourceLayers(source: string): Promise<{ name: string; layers: ConfigLayer[] }> {
  const known = preset(source);
  if (known) return { name: source, layers: [{ name: `preset ${source}`, value: known }] };
  const extension = extname(source);
  if (!['.yaml', '.yml', '.json'].includes(extension)) {
    const near = nearestWord(source, PRESET_NAMES);
    throw new MotifsmithError('usage', `There is no preset ${JSON.stringify(source)}.`, {
      where: 'argument PRESET|FILE',
      remedy: near
        ? `Did you mean ${near}?`
        : `Use one of ${PRESET_NAMES.join(', ')}, or a .yaml or .json file.`,
    });
  }
  const { preset: base, ...value } = await readConfigFile(source);
  const layers: ConfigLayer[] = [{ name: source, value }];
  if (base !== undefined) {
    const found = typeof base === 'string' ? preset(base) : null;
    if (!found) {
      throw new MotifsmithError(
        'usage',
        `preset is ${JSON.stringify(base)}; allowed: one of ${PRESET_NAMES.join(', ')}.`,
        { where: `preset, from ${source}`, remedy: 'Correct it, or leave it out.' },
      );
    }
    layers.unshift({ name: `preset ${String(base)}`, value: found });
  }
  return { name: basename(source, extension), layers };
}

/**
 * The keys of a YAML or JSON file.
 * @param what names the file in errors
 * @throws MotifsmithError (`usage`) if it cannot be read, or is not a mapping of plain values
 */
export async function readConfigFile(
  path: string,
  what = 'configuration file',
): Promise<RawConfig> {
  const value = parseSettings(await readText(path, what), 'file', path);
  if (value === null) return {};
  if (!isRecord(value)) {
    const found = Array.isArray(value) ? 'a list' : 'a single value';
    throw new MotifsmithError('usage', `The file holds ${found}, not a mapping.`, {
      where: path,
      remedy: 'Write settings as `key: value`; `motifsmith config demo` prints an example.',
    });
  }
  return value;
}

async function readText(path: string, what: string): Promise<string> {
  const refusal = (problem: string, remedy: string, cause?: unknown): MotifsmithError =>
    new MotifsmithError('usage', `The ${what} ${problem}.`, { where: path, remedy, cause });
  let bytes: Uint8Array;
  try {
    const found = await stat(path);
    // Reading a pipe or a device might never end.
    if (!found.isFile()) throw refusal('is not a file', 'Give the path of the file itself.');
    if (found.size > LIMITS.settingsBytes) {
      const problem = `has ${found.size} bytes, over ${LIMITS.settingsBytes}`;
      throw refusal(problem, 'Give a file of settings; data go to --data.');
    }
    bytes = await readFile(path);
  } catch (cause) {
    if (cause instanceof MotifsmithError) throw cause;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
    const problem = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    throw refusal(problem, 'Check the path.', cause);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw refusal('is not text in UTF-8', 'Save it as UTF-8.', cause);
  }
}
