/** Every setting of a configuration as a table, with unit and meaning from its schema. */

import { configJsonSchema } from '../config/json-schema.ts';
import { settingLeaves, WITHOUT_EFFECT } from '../config/leaves.ts';
import type { ExperimentConfig } from '../config/schema.ts';
import { schemaAt } from '../core/settings/schema-at.ts';
import { primaryMethod } from '../run/schema/plan.ts';
import type { StudyEntry, StudyMethod } from '../study/study-record.ts';
import { settingText } from '../view/format.ts';
import { runMethodLabel } from '../view/names.ts';
import type { ReportTable } from './table.ts';

/** @param leave settings that do not affect results, such as paths */
export function settingsTable(
  config: ExperimentConfig,
  {
    name,
    caption,
    leave = [],
  }: Pick<ReportTable, 'name' | 'caption'> & { leave?: readonly string[] },
): ReportTable {
  const rows = settingLeaves(config).flatMap(({ path, value }) => {
    const key = path.join('.');
    if (leave.includes(key)) return [];
    const node = schemaAt(configJsonSchema(), path, config);
    return [[key, settingText(value), node?.unit ?? '', node?.description ?? '']];
  });
  return {
    name,
    caption,
    columns: [
      { head: 'setting' },
      { head: 'value', wrap: true },
      { head: 'unit' },
      { head: 'meaning', wrap: true },
    ],
    rows,
  };
}

/** What each method of a study changes about the settings of its reference. */
export function differingSettings(
  dataset: string,
  base: StudyEntry,
  entries: readonly StudyEntry[],
  methods: readonly StudyMethod[],
): ReportTable {
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
    columns: [{ head: 'method' }, { head: 'task' }, { head: 'other settings', wrap: true }],
    rows,
  };
}
