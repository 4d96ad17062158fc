/** Chapter: what a system of others is, as its run recorded it. */
import type { JSX } from 'preact';
import { offTarget } from '../../baselines/reservoir/off-target.ts';
import { settingLeaves } from '../../config/leaves.ts';
import { calibratedText } from '../../view/calibration.ts';
import { settingText } from '../../view/format.ts';
import { systemText } from '../methods/system.ts';
import { DataTable } from '../page/DataTable.tsx';
import { memberName, type RunMaterial } from './material.ts';

export function SystemChapter({ run }: { readonly run: RunMaterial }): JSX.Element {
  const system = run.detail.system!;
  const { calibrated } = run.detail.history;
  const off = calibrated && offTarget(calibrated);
  return (
    <>
      <p>{systemText(system)}</p>
      {calibrated && <p>After calibration, {calibratedText(calibrated)}.</p>}
      {off && <p class="note">{`${off.message} ${off.remedy}`}</p>}
      <DataTable
        table={{
          name: 'system',
          caption: `Shape of ${memberName(run.detail)}, from its architecture.json.`,
          columns: [{ head: 'field' }, { head: 'value', wrap: true }],
          rows: settingLeaves(system).map(({ path, value }) => [
            path.join('.'),
            settingText(value),
          ]),
        }}
      />
    </>
  );
}
