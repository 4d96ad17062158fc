/** Every setting has a name for readers, and no two beside each other have the same. */
import { expect, test } from 'vitest';
import { configJsonSchema } from '../../src/config/json-schema.ts';
import type { JsonSchema } from '../../src/core/settings/allowed.ts';
import { settingLabel, settingTrail } from '../../src/view/setting-labels.ts';

function* sections(schema: JsonSchema, path = ''): Generator<string[]> {
  for (const one of [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])]) yield* sections(one, path);
  if (schema.items) yield* sections(schema.items, `${path}.0`);
  const entries = Object.entries(schema.properties ?? {});
  const at = (key: string) => (path === '' ? key : `${path}.${key}`);
  if (entries.length > 0) yield entries.map(([key]) => at(key));
  for (const [key, inner] of entries) yield* sections(inner, at(key));
}

test('every setting has a name of its own within its section', () => {
  const all = [...sections(configJsonSchema())];
  expect(all.flat().length).toBeGreaterThan(200);
  expect(all.flat().filter((path) => settingLabel(path) === path)).toEqual([]);
  for (const paths of all) {
    const labels = paths.map(settingLabel);
    expect(new Set(labels).size, labels.join()).toBe(labels.length);
  }
});

test('a name says where the setting is', () => {
  expect(settingTrail('search.weights.batchSize')).toBe('Search › Weights › Batch size');
  expect(settingTrail('network.layers.0.neurons')).toBe('Network › Hidden layers › Neurons');
  expect(settingLabel('baselines.lsm')).toBe('Liquid state machine');
  expect(settingLabel('unheard.of')).toBe('unheard.of');
});
