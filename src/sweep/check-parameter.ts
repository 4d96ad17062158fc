/** What a sweep file says of one setting: whether there is such a setting, and whether it may be what is tried. */
import { configJsonSchema } from '../config/json-schema.ts';
import { settingLeaves } from '../config/leaves.ts';
import { parsePath, putSetting } from '../config/merge.ts';
import { type ExperimentConfig, experimentSchema } from '../config/schema.ts';
import { MotifsmithError } from '../core/errors.ts';
import { isRecord } from '../core/json.ts';
import { nearestWord } from '../core/nearest-word.ts';
import type { JsonSchema } from '../core/settings/allowed.ts';
import { readSettings } from '../core/settings/check.ts';
import { distinct } from '../core/settings/declare.ts';
import { formatPath, type KeyPath, valueAt } from '../core/settings/key-path.ts';
import { schemaAt } from '../core/settings/schema-at.ts';
import { transformFields } from '../data/events/transform.ts';
import type { Parameter, Value } from './space.ts';
import type { SweepFile } from './sweep-schema.ts';

const usage = (message: string, where: string, remedy: string): MotifsmithError =>
  new MotifsmithError('usage', message, { where, remedy });

/** Settings of the data that change what a network sees, but not which samples it is scored on. */
const OF_SAMPLES: ReadonlySet<string> = new Set(Object.keys(transformFields));

/** Paths that are suggested for one without its section. */
const MOST_MEANT = 4;

/** @throws MotifsmithError `usage` if a sweep cannot choose this setting */
export function checkPath(config: ExperimentConfig, key: string, where: string): KeyPath {
  const path = parsePath(key);
  const known = path !== null && schemaAt(configJsonSchema(), path, config) !== null;
  if (!known || path.some((part, depth) => isMissingPlace(config, path, part, depth))) {
    const names = settingLeaves(config).flatMap(({ path: leaf, value }) => placesOf(leaf, value));
    const near = nearestWord(key, names);
    const ends = names.filter((one) => one.endsWith(`.${key}`));
    const meant = near === null ? ends.slice(0, MOST_MEANT) : [near];
    throw usage(
      `There is no setting ${JSON.stringify(key)}.`,
      where,
      meant.length === 0
        ? '`motifsmith config` explains every setting.'
        : `Did you mean ${meant.join(' or ')}?`,
    );
  }
  const [section, name] = path;
  const isChoosable =
    section === 'data'
      ? OF_SAMPLES.has(String(name))
      : !['seeds', 'compare', 'output', 'checkpointEveryEpochs', 'engine', 'revectorize'].includes(
          String(section),
        );
  if (isChoosable) return path;
  throw usage(
    `A sweep cannot choose ${formatPath(path)}.`,
    where,
    section === 'data'
      ? `Trials are scored on the same samples; of the data, it can choose ${[...OF_SAMPLES].join(', ')}.`
      : 'It changes no result, or is not a property of the network and its training.',
  );
}

const isMissingPlace = (
  config: ExperimentConfig,
  path: KeyPath,
  part: string | number,
  depth: number,
): boolean => typeof part === 'number' && valueAt(config, path.slice(0, depth + 1)) === undefined;

/** `network.layers`, and what is in a list: `network.layers[0].neurons`. */
function placesOf(path: KeyPath, value: unknown): string[] {
  const own = formatPath(path);
  if (!Array.isArray(value)) return [own];
  return [
    own,
    ...value.flatMap((item, k) =>
      isRecord(item) ? Object.keys(item).map((name) => `${own}[${k}].${name}`) : [],
    ),
  ];
}

export const samePath = (a: string, b: string): boolean => pathName(a) === pathName(b);

const pathName = (key: string): string => formatPath(parsePath(key) ?? [key]);

type Entry = SweepFile['parameters'][string];

/**
 * What a sweep file says of one setting, checked with each value alone: what does not go together shows when a
 * trial is made.
 * @throws MotifsmithError `usage`
 */
export function checkParameter(
  config: ExperimentConfig,
  key: string,
  entry: Entry,
  strategy: SweepFile['strategy']['kind'],
  file: string,
): Parameter {
  const where = `parameters["${key}"], from ${file}`;
  const path = checkPath(config, key, where);
  const parameter =
    entry.values === undefined
      ? readRange(config, path, entry, where)
      : readValues(path, entry, where);
  if (parameter.kind === 'range' && strategy === 'grid' && parameter.points === null) {
    throw usage(
      'A grid takes some values of a range, and it is not said how many.',
      where,
      'Add e.g. `points: 5`, list the values, or use the strategy random.',
    );
  }
  const tried: readonly Value[] =
    parameter.kind === 'values' ? parameter.values : [parameter.from, parameter.to];
  for (const value of tried) {
    const raw = putSetting(config, path, value, (problem) =>
      usage(`${problem}.`, where, `Give it a value in settings first: ${formatPath(path)}.`),
    );
    const { problem } = readSettings(experimentSchema, raw);
    if (problem === null) continue;
    const remedy = 'Try values that are allowed; `motifsmith config` explains every setting.';
    throw usage(problem.message, where, problem.remedy ?? remedy);
  }
  return parameter;
}

function readValues(path: KeyPath, { values, from, to }: Entry, where: string): Parameter {
  if (from !== undefined || to !== undefined) {
    throw usage('Both values and a range are given.', where, 'Give one of them.');
  }
  const list = values as Value[];
  if (!distinct(list.map((value) => JSON.stringify(value)))) {
    throw usage('A value is there twice.', where, 'Give each value once.');
  }
  return { kind: 'values', path: formatPath(path), values: list };
}

function readRange(
  config: ExperimentConfig,
  path: KeyPath,
  { from, to, scale, whole: asked, points }: Entry,
  where: string,
): Parameter {
  if (from === undefined || to === undefined) {
    throw usage(
      'It is not said what to try.',
      where,
      'Give a list of values, or a range: {from: 0.001, to: 0.1, scale: log}.',
    );
  }
  const name = formatPath(path);
  const kinds = kindsOf(schemaAt(configJsonSchema(), path, config));
  const whole = asked || (kinds.includes('integer') && !kinds.includes('number'));
  if (!kinds.some((kind) => kind === 'integer' || kind === 'number')) {
    throw usage(`${name} is no number, so it has no range.`, where, 'Give a list of values.');
  }
  if (!(from < to)) {
    throw usage(`The range from ${from} to ${to} is empty.`, where, 'Give the smaller end first.');
  }
  if (scale === 'log' && from <= 0) {
    throw usage(
      `A logarithmic range cannot begin at ${from}.`,
      where,
      'Begin above 0, or leave `scale: log` out.',
    );
  }
  if (whole && !(Number.isSafeInteger(from) && Number.isSafeInteger(to))) {
    throw usage(
      `${name} takes whole numbers, and the range is from ${from} to ${to}.`,
      where,
      'Give whole numbers for both ends.',
    );
  }
  return { kind: 'range', path: name, from, to, scale, whole, points: points ?? null };
}

/** Types of JSON Schema that a setting may have. */
const kindsOf = (node: JsonSchema | null): readonly string[] => [
  ...(node?.type === undefined ? [] : [node.type]),
  ...(node?.anyOf ?? []).flatMap(kindsOf),
];
