/** The settings that fit the data, each with its reason, as `motifsmith init` writes them into a file. */
import { visible } from '../../../core/visible.ts';
import { settingText } from '../../../view/format.ts';
import { settingTrail } from '../../../view/setting-labels.ts';
import type { DataSuggestion } from '../../api/data.ts';
import { Panel } from '../parts/panel.tsx';
import { Scroll } from '../parts/scroll.tsx';

export function Suggested({ suggestion }: { readonly suggestion: DataSuggestion }) {
  const rows = suggestion.proposals.filter(
    ({ path }) => !['data.source', 'data.path', 'data.task', 'seeds'].includes(path),
  );
  if (rows.length === 0) return null;
  return (
    <Panel title="Suggested settings" wide>
      <Scroll label="Table of suggested settings">
        <table class="suggested">
          <thead>
            <tr>
              <th scope="col">Setting</th>
              <th scope="col">Value</th>
              <th scope="col">Reason</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ path, value, reason = '' }) => (
              <tr key={path}>
                <th scope="row">{settingTrail(path)}</th>
                <td>{visible(settingText(value))}</td>
                <td class="soft">{visible(reason)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Panel>
  );
}
