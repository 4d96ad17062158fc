/** The settings of a run: those in which it differs from its preset, or all. */

import { useState } from 'preact/hooks';
import { schemaAt } from '../../../core/settings/schema-at.ts';
import { counted, settingText } from '../../../view/format.ts';
import type { RunSettings } from '../../api/record.ts';
import { presetValues, type SettingRow, settingRows } from '../form/changes.ts';
import { useOffer } from '../form/offer.ts';
import { Choices, Panel } from '../parts/panel.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { href, startAddress } from '../route.ts';
import { source } from '../source/index.ts';
import { RunAgain } from './run-again.tsx';

type Shown = 'changed' | 'all';

export function SettingsView({
  id,
  record,
}: {
  readonly id: string;
  readonly record: RunSettings | null;
}) {
  const { offer } = useOffer();
  const [asked, setAsked] = useState<Shown | null>(null);
  const [words, setWords] = useState('');
  if (record === null) return <p class="soft">The settings of this run cannot be read.</p>;
  const preset = presetValues(record.name, offer);
  const rows = settingRows(record.config, preset);
  const changed = rows.filter((row) => row.changed);
  const shown = asked ?? (preset === null ? 'all' : 'changed');
  const found = (shown === 'changed' ? changed : rows).filter(({ path }) =>
    path.toLowerCase().includes(words.toLowerCase()),
  );
  const lead =
    preset === null
      ? `${counted(rows.length, 'setting')}, from ${record.name}.`
      : `${counted(changed.length, 'setting')} of ${rows.length} ${changed.length === 1 ? 'differs' : 'differ'} from the preset ${record.name}.`;
  return (
    <Panel
      title="Settings"
      wide
      aside={
        <div class="row">
          {preset !== null && (
            <Choices<Shown>
              label="Settings to show"
              options={[
                ['changed', 'Differences'],
                ['all', 'All'],
              ]}
              value={shown}
              choose={setAsked}
            />
          )}
          {source.canStart && offer && record.kind === 'run' && (
            <RunAgain record={record} offer={offer} />
          )}
          {source.canStart && (
            <a class="button" href={href(startAddress(id))}>
              Start again with changes
            </a>
          )}
        </div>
      }
    >
      <div class="row spread">
        <p class="soft">
          {lead} Version {record.version}, engine {record.engine}.
        </p>
        <input
          type="search"
          aria-label="Find a setting"
          placeholder="Find a setting"
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
      </div>
      {found.length > 0 && (
        <SettingsTable
          rows={found}
          compared={shown === 'changed'}
          about={(path) =>
            offer === null ? '' : aboutText(schemaAt(offer.schema, path.split('.'), record.config))
          }
        />
      )}
    </Panel>
  );
}

function aboutText(node: ReturnType<typeof schemaAt>): string {
  const unit = node?.unit ? ` (${node.unit})` : '';
  return `${node?.description ?? ''}${unit}`;
}

function SettingsTable({
  rows,
  compared,
  about,
}: {
  readonly rows: readonly SettingRow[];
  readonly compared: boolean;
  readonly about: (path: string) => string;
}) {
  return (
    <Scroll label="Table of settings">
      <table>
        <thead>
          <tr>
            <th scope="col">Setting</th>
            <th scope="col">Value</th>
            {compared && <th scope="col">Preset</th>}
            <th scope="col">Meaning</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ path, value, before }) => (
            <tr key={path}>
              <th scope="row" class="mono">
                {path}
              </th>
              <td>{settingText(value)}</td>
              {compared && <td>{before === undefined ? 'absent' : settingText(before)}</td>}
              <td class="soft">{about(path)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
