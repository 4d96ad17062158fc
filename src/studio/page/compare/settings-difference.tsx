/** The settings in which groups of runs differ. */

import { settingLeaves, WITHOUT_EFFECT } from '../../../config/leaves.ts';
import { settingText } from '../../../view/format.ts';
import { Panel } from '../parts/panel.tsx';
import { Scroll } from '../parts/scroll.tsx';
import type { Group } from './groups.ts';

interface DifferingSetting {
  readonly path: string;
  /** Of each group; runs of a group that do not agree have all of their values. */
  readonly values: readonly string[];
}

function differingSettings(groups: readonly Group[]): DifferingSetting[] {
  const found = new Map<string, Set<string>[]>();
  groups.forEach(({ runs }, k) => {
    for (const { record } of runs) {
      for (const { path, value } of settingLeaves(record?.config ?? {})) {
        const key = path.join('.');
        const own = found.get(key) ?? groups.map(() => new Set<string>());
        own[k]!.add(settingText(value));
        found.set(key, own);
      }
    }
  });
  return [...found]
    .map(([path, sets]) => ({ path, values: sets.map((set) => [...set].join(' or ') || 'absent') }))
    .filter(({ path, values }) => new Set(values).size > 1 && !WITHOUT_EFFECT.has(path));
}

export function SettingsDifference({ groups }: { readonly groups: readonly Group[] }) {
  const rows = differingSettings(groups);
  if (groups.length < 2) return null;
  return (
    <Panel title="Settings that differ" wide>
      {rows.length === 0 ? (
        <p class="soft">All settings are the same.</p>
      ) : (
        <Scroll label="Table of differing settings">
          <table>
            <thead>
              <tr>
                <th scope="col">Setting</th>
                {groups.map(({ key, name }) => (
                  <th key={key} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ path, values }) => (
                <tr key={path}>
                  <th scope="row" class="mono">
                    {path}
                  </th>
                  {values.map((value, k) => (
                    <td key={groups[k]!.key}>{value}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </Panel>
  );
}
