/** Chapter: how the run was made, with every parameter, version, seed and fingerprint. */
import type { JSX } from 'preact';
import { isFittedSystem } from '../../baselines/names.ts';
import { workOf } from '../../citation/cited.ts';
import { list } from '../../view/format.ts';
import { COMMON_METHODS, dataText } from '../methods/data.ts';
import { networkText } from '../methods/network.ts';
import { References } from '../methods/references.tsx';
import { searchText } from '../methods/search.ts';
import { systemText } from '../methods/system.ts';
import { trainingText } from '../methods/training.ts';
import { DataTable } from '../page/DataTable.tsx';
import { Settings } from '../page/Settings.tsx';
import { changedSettings, settingsTable } from '../settings.ts';
import { memberName, type RunMaterial } from './material.ts';

export function MethodsChapter({ run }: { readonly run: RunMaterial }): JSX.Element {
  const { record, members } = run;
  const { version, data } = record;
  const { config, task, name } = record.plan;
  const methods = [...new Set(members.map(({ label }) => label))];
  const seeds = [...new Set(members.map(({ member }) => member.seed))];
  const systems = [
    ...new Set(members.flatMap(({ system }) => (system === null ? [] : [systemText(system)]))),
  ];
  const trainings = [
    ...new Set(
      members.flatMap(({ member: { method } }) =>
        isFittedSystem(method) ? [] : [trainingText(config, method)],
      ),
    ),
  ];
  const searched = members.some(({ member }) => member.method === 'search');
  const finished = members.flatMap(({ summary, ...member }) =>
    summary === null ? [] : [{ name: memberName(member), sha256: summary.weights.sha256 }],
  );
  return (
    <>
      <p>
        The run “{name}” was made by Motifsmith {version} with the command{' '}
        <code>motifsmith {task.command}</code>: {methods.length === 1 ? 'method' : 'methods'}{' '}
        {list(methods)}; {seeds.length === 1 ? 'seed' : 'seeds'} {list(seeds.map(String))}.{' '}
        {COMMON_METHODS}
      </p>
      <p>{dataText({ ...data, classes: data.classNames.length, skipped: data.skipped.length })}</p>
      {members.some(({ system }) => system === null) && (
        <>
          <p>{networkText(config)}</p>
          {searched && <p>{searchText(config)}</p>}
        </>
      )}
      {[...systems, ...trainings].map((text) => (
        <p key={text}>{text}</p>
      ))}
      {finished.length > 0 && (
        <DataTable
          table={{
            name: 'weights',
            caption: 'SHA-256 of the stored weights of each network.',
            columns: [{ head: 'network' }, { head: 'weights.safetensors', wrap: true }],
            rows: finished.map(({ name: network, sha256 }) => [network, sha256]),
          }}
        />
      )}
      <Settings
        {...changedSettings(name, config, { name: 'changed-settings', of: 'the run' })}
        all={settingsTable(config, {
          name: 'settings',
          caption: 'Every setting of the run.',
          leave: ['output', 'data.path'],
        })}
      />
      <h3>References</h3>
      <References works={[workOf(record)]} />
    </>
  );
}
