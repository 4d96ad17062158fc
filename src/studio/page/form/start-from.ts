/** What the form of a new run begins with: the first preset, or the settings of another run. */
import type { RunSettings } from '../../api.ts';
import { changedValues, presetValues, settingRows } from './changes.ts';
import type { Offer } from './offer.ts';
import { filled, type Values } from './schema.ts';

export interface Model {
  readonly id: string;
  readonly record: RunSettings;
}

interface Beginning {
  readonly preset: string;
  readonly command: 'search' | 'train';
  readonly architecture: string;
  readonly seed: string;
  readonly values: Values;
  /** In which they differ from the preset. */
  readonly changes: Values;
}

export function startFrom(model: Model | null, offer: Offer): Beginning {
  const first = offer.presets[0];
  if (model === null) {
    const values = filled(offer.schema, first?.config ?? {});
    const preset = first?.name ?? '';
    return { preset, command: 'search', architecture: 'random', seed: '1', values, changes: {} };
  }
  const { record } = model;
  const { task } = record;
  // A run that was made from a file has no preset: all of its settings are changes of the first one.
  const known = presetValues(record.name, offer);
  const base = known ?? filled(offer.schema, first?.config ?? {});
  const changes = changedValues(settingRows(record.config, base));
  return {
    preset: known ? record.name : (first?.name ?? ''),
    command: task.command,
    architecture:
      task.command === 'train' && typeof task.architecture === 'string'
        ? task.architecture
        : 'random',
    seed: String(record.kind === 'run' ? record.seed : (record.config.seeds[0] ?? 1)),
    values: record.config as unknown as Values,
    changes,
  };
}
