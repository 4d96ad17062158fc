/**
 * The checklist of Lindauer and Hutter (2020) for research on architecture search, answered from what the study
 * knows. What it cannot know, such as the effort of tuning, is in the study file, or answered with no.
 */
import type { JSX } from 'preact';
import type { BuiltInMethod } from '../../study/methods.ts';
import { count, counted, decimals, list } from '../../view/format.ts';
import { METHODS } from '../../view/method-names.ts';
import { DataTable } from '../page/DataTable.tsx';
import type { StudyMaterial } from './material.ts';

/** Methods that are HRMAS with one thing changed. */
const ABLATIONS: readonly BuiltInMethod[] = [
  'hrmas-no-ip',
  'hrmas-no-lateral',
  'hrmas-no-motifs',
  'hrmas-published',
  'hrmas-sampled',
  'hrmas-annealed',
  'hrmas-perturbation',
];

type Verdict = 'yes' | 'partly' | 'no';

/** A question in our words, the answer, and what it rests on. */
type Answer = readonly [question: string, answer: Verdict, why: string];

export function ChecklistChapter({ study }: { readonly study: StudyMaterial }): JSX.Element {
  return (
    <>
      <p>
        The questions are those of the checklist of Lindauer and Hutter (2020), shortened; the
        answers follow from the study.
      </p>
      <DataTable
        table={{
          name: 'checklist',
          caption: 'Good practice in research on architecture search.',
          columns: [
            { head: 'question', wrap: true },
            { head: 'answer' },
            { head: 'how', wrap: true },
          ],
          rows: [...released(study), ...compared(study), ...reported(study)],
        }}
      />
    </>
  );
}

function released({ study, records }: StudyMaterial): Answer[] {
  const versions = [...new Set([...records.values()].map(({ version }) => version))];
  const code = `Motifsmith ${versions.length > 0 ? list(versions) : 'of an unknown version'}`;
  const settings = `study.json holds every setting of every run; seeds ${list(study.seeds.map(String))}`;
  return [
    ['Is the code that trains the final networks released?', 'yes', code],
    ['Is the code of the search space released?', 'yes', code],
    ['Are the settings and seeds of the final training given?', 'yes', settings],
    ['Is the code of the searches released?', 'yes', code],
    ['Are the settings and seeds of the searches given?', 'yes', settings],
  ];
}

function compared({ study, results, records }: StudyMaterial): Answer[] {
  const { entries, methods, datasets } = study;
  const versions = new Set([...records.values()].map(({ version }) => version));
  const same = datasets.every((dataset) => {
    const own = entries.filter((entry) => entry.dataset === dataset);
    const of = ({ config: { data, training, engine } }: (typeof own)[number]) =>
      JSON.stringify({ data, training, engine });
    return own.every((entry) => of(entry) === of(own[0]!));
  });
  const has = (base: BuiltInMethod) => methods.some((method) => method.base === base);
  const ablations = methods.filter(({ base }) => ABLATIONS.includes(base));
  const anytime = results.datasets.some(({ anytime: curves }) => curves.length > 0);
  const landscape = results.datasets.some((dataset) => dataset.landscape !== null);
  const seeds = study.seeds.length;
  return [
    [
      'Do all methods have the same data, split, search space and training?',
      same ? 'yes' : 'partly',
      same
        ? 'One data set with one fingerprint, one final training; the Methods chapter lists what differs'
        : 'The Methods chapter lists the settings of the final training that differ',
    ],
    [
      'Are confounding factors controlled?',
      versions.size === 1 ? 'yes' : 'partly',
      `${versions.size === 1 ? 'One version' : counted(versions.size, 'version')} of the code; budgets are counted in gradient passes, and results do not depend on the machine`,
    ],
    [
      'Are there ablations?',
      ablations.length > 0 ? 'yes' : 'no',
      ablations.length > 0 ? list(ablations.map(({ label }) => label)) : 'None in this study',
    ],
    [
      'Are all methods evaluated in the same way?',
      'yes',
      'Test samples read once a run, after everything was chosen; comparisons paired by seed',
    ],
    [
      'Is performance compared over time?',
      anytime ? 'yes' : 'no',
      anytime ? 'Accuracy against budget, in tables/anytime.csv' : 'No search has finished',
    ],
    [
      `Is there a comparison with ${METHODS['random-search'].label}?`,
      has('random-search') ? 'yes' : 'no',
      has('random-search') ? 'On the budget of HRMAS' : 'Add the method random-search',
    ],
    [
      'Are there several runs, and are their seeds given?',
      seeds > 1 ? 'yes' : 'no',
      `${counted(seeds, 'seed')}; a method may have fewer, as its n says`,
    ],
    [
      'Are there tabular or surrogate benchmarks?',
      'no',
      landscape
        ? 'None exists for this space; the landscape of random motifs takes its place'
        : 'None exists for this space; the method even-motif would show its landscape',
    ],
  ];
}

function reported({ study, results, cells }: StudyMaterial): Answer[] {
  const { tuning } = study;
  const passes = results.datasets
    .flatMap(({ methods }) => methods)
    .reduce(
      (sum, { passes: own, seeds }) =>
        sum + seeds.length * ((own?.search ?? 0) + (own?.training ?? 0)),
      0,
    );
  const known = cells.filter(({ cost }) => cost !== null);
  const hours = known.reduce((sum, { cost }) => sum + cost!.cpuSeconds, 0) / 3600;
  return [
    [
      'Is it said how settings were tuned, and what that took?',
      tuning === null ? 'no' : 'yes',
      tuning === null
        ? 'The study file has no section tuning'
        : `${counted(tuning.settings, 'setting')} tried${tuning.cpuHours === undefined ? '' : ` in ${decimals(1)(tuning.cpuHours)} CPU hours`}; judged on: ${tuning.judgedOn}`,
    ],
    [
      'Is the cost from end to end given?',
      passes > 0 ? 'yes' : 'no',
      `${count(passes)} gradient passes of a sample in all finished runs, final training included; ${decimals(1)(hours)} CPU hours on ${counted(known.length, 'run')} whose clock is known`,
    ],
    [
      'Are all details of the setup reported?',
      'yes',
      'The Methods chapter, with every setting; study.json',
    ],
  ];
}
