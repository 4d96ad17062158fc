/**
 * Adds to what is wrong with a setting what a person needs to find it: the file or option that it came
 * from, and where to read more.
 */
import { MotifsmithError } from '../core/errors.ts';
import { formatPath, type KeyPath, valueAt } from '../core/settings/key-path.ts';
import type { SettingProblem } from '../core/settings/problem.ts';
import type { ConfigLayer } from './merge.ts';

/** Where the reader of a message about a file finds more. */
export interface SettingsGuide {
  /** Names what explains every setting. */
  readonly explained: string;
  /** What to do about a key that is missing. */
  readonly missing: (key: string) => string;
}

/** Most presets are for data that their user has to bring. */
const NO_PATH = [
  'Give --data PATH, the folder or file with the recordings.',
  '`motifsmith data inspect PATH` shows what is in it; `motifsmith search demo` needs no data.',
].join('\n');

const CONFIG_GUIDE: SettingsGuide = {
  explained: '`motifsmith config`',
  missing: (key) => (key === 'data.path' ? NO_PATH : `Give --set ${key}=…`),
};

/** The setting as it is written, and the layer that gave its value: the last one that has the key. */
function originOf(path: KeyPath, layers: readonly ConfigLayer[]): string {
  let origin = layers.at(-1);
  for (let depth = path.length; depth > 0; depth--) {
    const layer = layers.findLast(
      ({ value }) => valueAt(value, path.slice(0, depth)) !== undefined,
    );
    if (layer === undefined) continue;
    origin = layer;
    break;
  }
  const { name = 'configuration', section } = origin ?? {};
  return `${section === undefined ? '' : `${section}.`}${formatPath(path)}, from ${name}`;
}

/** The error for a setting of a file. */
export function configError(
  { path, fault, message, remedy }: SettingProblem,
  layers: readonly ConfigLayer[],
  { explained, missing }: SettingsGuide = CONFIG_GUIDE,
): MotifsmithError {
  const key = formatPath(path);
  const remedies = {
    value: `Correct ${key}; ${explained} explains every setting.`,
    missing: missing(key),
    unknown: `Remove it; ${explained} explains every setting.`,
  };
  const nameless = fault === 'missing' && key === 'data.path';
  const what = nameless ? `It is not said where the data are: ${message}` : message;
  return new MotifsmithError('usage', what, {
    where: fault === 'missing' ? key : originOf(path, layers),
    remedy: remedy ?? remedies[fault],
  });
}
