/** Chapters about the study as a whole: what it cost, what failed, and how it was made. */

import type { JSX } from 'preact';
import { isFittedSystem, isSystemName } from '../../baselines/names.ts';
import { workOf } from '../../citation/cited.ts';
import { REFERENCES } from '../../citation/references.ts';
import { WITHOUT_EFFECT } from '../../config/leaves.ts';
import { primaryMethod } from '../../run/schema/plan.ts';
import { cellNames } from '../../study/study-record.ts';
import { count, counted, decimals, duration, list, significant } from '../../view/format.ts';
import { COMMON_METHODS, dataText } from '../methods/data.ts';
import { networkText } from '../methods/network.ts';
import { References } from '../methods/references.tsx';
import { searchText } from '../methods/search.ts';
import { trainingText } from '../methods/training.ts';
import { DataTable } from '../page/DataTable.tsx';
import { Settings } from '../page/Settings.tsx';
import { changedSettings, differingSettings, settingsTable } from '../settings.ts';
import type { StudyMaterial } from './material.ts';

const GIB = 2 ** 30;

export function CostChapter({ study }: { readonly study: StudyMaterial }): JSX.Element {
  const { cells } = study;
  const known = cells.filter(({ cost }) => cost !== null);
  if (known.length === 0) return <p>No cost has been recorded yet.</p>;
  const sum = (own: typeof known, pick: 'cpuSeconds' | 'wallSeconds' | 'attempts'): number =>
    own.reduce((total, { cost }) => total + cost![pick], 0);
  const rows = study.study.datasets.flatMap((dataset) =>
    study.study.methods.flatMap(({ name, label }) => {
      const own = known.filter((cell) => cell.dataset === dataset && cell.method === name);
      if (own.length === 0) return [];
      return [
        [
          `${dataset}, ${label}`,
          own.length,
          sum(own, 'cpuSeconds') / 3600,
          sum(own, 'cpuSeconds') / 3600 / own.length,
          sum(own, 'wallSeconds') / 3600,
          Math.max(...own.map(({ cost }) => cost!.peakBytes)) / GIB,
          sum(own, 'attempts'),
        ],
      ];
    }),
  );
  return (
    <>
      <p>
        All runs together took {duration(sum(known, 'cpuSeconds'))} of CPU time. These are the only
        figures here that depend on a clock.
      </p>
      <DataTable
        table={{
          name: 'cost',
          caption: 'Cost of the runs of each method, over all processes that worked on them.',
          columns: [
            { head: 'method' },
            { head: 'runs', format: count },
            { head: 'CPU hours', format: significant },
            { head: 'CPU hours per run', format: significant },
            { head: 'wall hours', format: significant },
            { head: 'peak memory (GiB)', format: decimals(2) },
            { head: 'processes', format: count },
          ],
          rows,
        }}
      />
    </>
  );
}

export function FailuresChapter({ study }: { readonly study: StudyMaterial }): JSX.Element {
  const { failures, cells } = study;
  const cellName = cellNames(study.study);
  const waiting = cells.filter(({ state }) => state !== 'finished').length;
  return (
    <>
      <p>
        {failures.length === 0 ? 'No run failed.' : `${counted(failures.length, 'run')} failed.`}{' '}
        {waiting === 0
          ? `All ${counted(cells.length, 'run')} have finished.`
          : `${counted(waiting, 'run')} of ${count(cells.length)} ${waiting === 1 ? 'has' : 'have'} not finished.`}
      </p>
      {failures.length > 0 && (
        <DataTable
          table={{
            name: 'failures',
            caption: 'Runs that failed. They are left out of all means, never replaced.',
            columns: [
              { head: 'run' },
              { head: 'attempts', format: count },
              { head: 'kind' },
              { head: 'what happened', wrap: true },
            ],
            rows: failures.map((failure) => [
              cellName(failure),
              failure.attempts,
              failure.kind,
              failure.message,
            ]),
          }}
        />
      )}
    </>
  );
}

export function MethodsChapter({ study }: { readonly study: StudyMaterial }): JSX.Element {
  const { results, records } = study;
  const { name, seeds, reference, datasets, methods, entries } = study.study;
  const labelOf = (method: string) => methods.find((one) => one.name === method)?.label ?? method;
  const versions = [...new Set([...records.values()].map(({ version }) => version))];
  const works = entries.flatMap(({ dataset, task, config }) => {
    const record = records.get(dataset);
    return record === undefined ? [] : [{ ...workOf(record), task, config }];
  });
  return (
    <>
      <p>
        The study “{name}” was made by Motifsmith{' '}
        {versions.length > 0 ? list(versions) : 'of an unknown version'} with the command{' '}
        <code>motifsmith study</code>: {counted(methods.length, 'method')} (
        {list(methods.map(({ label }) => label))}) on {list(datasets)}, seeds{' '}
        {list(seeds.map(String))}; every method gets the same data, seeds and final training. The
        reference of all comparisons is {labelOf(reference)}. Comparisons are paired by seed.{' '}
        {COMMON_METHODS}
      </p>
      {datasets.map((dataset) => {
        const own = entries.filter((entry) => entry.dataset === dataset);
        const base = own.find(({ method }) => method === reference) ?? own[0];
        const record = records.get(dataset);
        const result = results.datasets.find((one) => one.name === dataset);
        return (
          <section key={dataset} aria-label={`Methods on ${dataset}`}>
            <h3>On {dataset}</h3>
            {record !== undefined && (
              <p>
                {dataText({
                  ...record.data,
                  classes: record.data.classNames.length,
                  skipped: record.data.skipped.length,
                  fingerprint: result?.fingerprint ?? record.data.fingerprint,
                })}
              </p>
            )}
            {base !== undefined && (
              <>
                {own.some(({ task }) => !isSystemName(primaryMethod(task))) && (
                  <p>{networkText(base.config)}</p>
                )}
                {own.some(({ task }) => task.command === 'search') && (
                  <p>{searchText(base.config)}</p>
                )}
                {[
                  ...new Set(
                    own.flatMap(({ config, task }) =>
                      isFittedSystem(primaryMethod(task))
                        ? []
                        : [trainingText(config, primaryMethod(task))],
                    ),
                  ),
                ].map((text) => (
                  <p key={text}>{text}</p>
                ))}
                <DataTable table={differingSettings(dataset, base, own, methods)} />
                <Settings
                  {...changedSettings(base.method, base.config, {
                    name: `changed-settings-${dataset}`,
                    of: labelOf(base.method),
                  })}
                  all={settingsTable(base.config, {
                    name: `settings-${dataset}`,
                    caption: `Every setting of ${labelOf(base.method)} on ${dataset}.`,
                    leave: [...WITHOUT_EFFECT],
                  })}
                />
              </>
            )}
          </section>
        );
      })}
      <h3>References</h3>
      <References
        works={works}
        also={[{ reference: REFERENCES.nasChecklist, purpose: 'checklist' }]}
      />
    </>
  );
}
