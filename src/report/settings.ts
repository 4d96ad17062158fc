/** Every setting of a configuration as a table, with unit and meaning from its schema. */

import { baseConfig } from '../config/base.ts';
import { configJsonSchema } from '../config/json-schema.ts';
import { settingLeaves, WITHOUT_EFFECT } from '../config/leaves.ts';
import type { ExperimentConfig } from '../config/schema.ts';
import { schemaAt } from '../core/settings/schema-at.ts';
import { primaryMethod } from '../run/schema/plan.ts';
import type { StudyEntry, StudyMethod } from '../study/study-record.ts';
import { settingText } from '../view/format.ts';
import { runMethodLabel } from '../view/method-names.ts';
import type { Cell, Column, Table } from '../view/table/table.ts';

/** Every setting. @param leave settings that do not affect results, such as paths */
export function settingsTable(
  config: ExperimentConfig,
  { name, caption, leave = [] }: Pick<Table, 'name' | 'caption'> & { leave?: readonly string[] },
): Table {
  return {
    name,
    caption,
    columns: [{ head: 'setting' }, { head: 'value', wrap: true }, ...EXPLAINED],
    rows: settingLeaves(config).flatMap(({ path, value }) =>
      leave.includes(path.join('.'))
        ? []
        : [[path.join('.'), settingText(value), ...explained(path, config)]],
    ),
  };
}

const EXPLAINED: readonly Column[] = [{ head: 'unit' }, { head: 'meaning', wrap: true }];

/** The cells under `EXPLAINED`. */
function explained(path: readonly string[], config: ExperimentConfig): Cell[] {
  const node = schemaAt(configJsonSchema(), path, config);
  return [node?.unit ?? '', node?.description ?? ''];
}

/** The settings in which a run differs from the preset that it is named after, or from the defaults. */
export function changedSettings(
  run: string,
  config: ExperimentConfig,
  { name, of }: { readonly name: string; readonly of: string },
): { readonly base: string; readonly changed: Table } {
  const { preset, config: started } = baseConfig(run, config);
  const before = new Map(
    settingLeaves(started).map(({ path, value }) => [path.join('.'), settingText(value)]),
  );
  const base = preset === null ? 'the defaults' : `the preset ${preset}`;
  return {
    base,
    changed: {
      name,
      caption: `Settings in which ${of} differs from ${base}.`,
      columns: [
        { head: 'setting' },
        { head: 'value', wrap: true },
        { head: preset === null ? 'default' : 'preset', wrap: true },
        ...EXPLAINED,
      ],
      rows: settingLeaves(config).flatMap(({ path, value }) => {
        const key = path.join('.');
        const text = settingText(value);
        return WITHOUT_EFFECT.has(key) || before.get(key) === text
          ? []
          : [[key, text, before.get(key), ...explained(path, config)]];
      }),
    },
  };
}

/** What each method of a study changes about the settings of its reference. */
export function differingSettings(
  dataset: string,
  base: StudyEntry,
  entries: readonly StudyEntry[],
  methods: readonly StudyMethod[],
): Table {
  const common = new Map(
    settingLeaves(base.config).map(({ path, value }) => [path.join('.'), value]),
  );
  const rows = entries.map(({ method, task, config }) => {
    const changes = settingLeaves(config).flatMap(({ path, value }) => {
      const key = path.join('.');
      const same = settingText(common.get(key) ?? null) === settingText(value);
      return same || WITHOUT_EFFECT.has(key) ? [] : [`${key} = ${settingText(value)}`];
    });
    const what =
      task.command === 'search'
        ? 'search, then train'
        : `train: ${runMethodLabel({ method: primaryMethod(task), strategy: null })}`;
    const { label } = methods.find(({ name }) => name === method)!;
    return [label, what, changes.join('; ') || 'none'];
  });
  return {
    name: `method-settings-${dataset}`,
    caption: `What each method does on ${dataset}, and the settings in which it differs from the reference.`,
    columns: [
      { head: 'method', wrap: true },
      { head: 'task', wrap: true },
      { head: 'other settings', wrap: true },
    ],
    rows,
  };
}
