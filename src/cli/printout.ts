/** The results of an experiment, for people. */

import { join, relative } from 'node:path';
import { balancedAccuracy, isUnevenTest } from '../analysis/balanced-accuracy.ts';
import { shellWord } from '../core/shell-word.ts';
import { visible } from '../core/visible.ts';
import type { Architecture } from '../model/architecture-schema.ts';
import { CONNECTION_TYPES } from '../model/connection-types.ts';
import { spread } from '../run/schema/statistics.ts';
import type { ExperimentReport } from '../run/schema/summary.ts';
import { confusionText, MOST_CLASSES_AS_TEXT } from '../view/confusion-text.ts';
import { count, duration, loss, motifSizes, percent, percentMeanStd } from '../view/format.ts';
import { runLabel, runMethodLabel } from '../view/method-names.ts';
import { motifText, SIGN_KEY } from '../view/motif-text.ts';
import { CUTS, TYPES } from '../view/names.ts';
import { stageLabel } from '../view/record-names.ts';
import { textTable } from '../view/text-table.ts';
import { USUAL_WIDTH, wrapped } from '../view/wrapped.ts';
import { painter } from './colour.ts';

function motifSection(architecture: Architecture, title: string): string[] {
  const lines: string[] = [];
  architecture.hidden.forEach((layer, l) => {
    if (layer.kind !== 'scml') return;
    const of = architecture.hidden.length > 1 ? ` of layer ${l + 1}` : '';
    lines.push(
      `${title}${of}: size ${layer.motif.size}   (${SIGN_KEY}; rows: targets;`,
      'columns: sources in the motif │ in the motif before, after)',
      motifText(layer.motif, painter(process.stdout)),
      '',
    );
  });
  return lines;
}

function methodTable({ methods, members }: ExperimentReport, nameOf: NameOf): string {
  const uneven = members.some(({ test }) => isUnevenTest(test.confusion));
  const rows = methods.map(({ method, accuracy, loss: error, trainable }) => {
    const own = members.filter((member) => member.method === method);
    const balanced = own.map(({ test }) => balancedAccuracy(test.confusion));
    return [
      nameOf(method),
      percentMeanStd(accuracy),
      ...(uneven ? [percentMeanStd(spread(balanced))] : []),
      loss(error.mean),
      motifSizes(own.map((member) => member.motifSizes)),
      count(trainable),
    ];
  });
  const accuracies = ['test accuracy', ...(uneven ? ['balanced'] : [])];
  return textTable([['', ...accuracies, 'loss', 'motif size', 'trained weights'], ...rows]);
}

const TYPE_HEADS = CONNECTION_TYPES.map((type) => TYPES[type].label);

function connectionTable({ members }: ExperimentReport, nameOf: NameOf): string[] {
  const rows = members.flatMap(({ seed, method, census }) =>
    census.motifs.map(({ layer, total, motifs }) => [
      `${runLabel(nameOf(method), seed)}${census.motifs.length > 1 ? `, layer ${layer + 1}` : ''}`,
      ...CONNECTION_TYPES.map((type) => count(total[type])),
      count(motifs),
    ]),
  );
  if (rows.length === 0) return [];
  return [textTable([['Recurrent connections', ...TYPE_HEADS, 'motifs'], ...rows]), ''];
}

function cutLines({ members }: ExperimentReport): string[] {
  const rows = members.flatMap(({ seed, cuts }) =>
    cuts.map(({ stage, before, after }) => [
      `Cut ${CUTS[stage].label}, seed ${seed}`,
      `${percent(before.accuracy)} → ${percent(after.accuracy)}`,
      `${loss(before.loss)} → ${loss(after.loss)}`,
    ]),
  );
  if (rows.length === 0) return [];
  return [textTable([['Gap on the validation half', 'accuracy', 'loss'], ...rows]), ''];
}

/** Of the first member: the matrices of all would bury the rest. */
function confusionSection({ data, members }: ExperimentReport, nameOf: NameOf): string[] {
  const { method, seed, test, folder } = members[0]!;
  const whose = runLabel(nameOf(method), seed);
  if (test.confusion.length > MOST_CLASSES_AS_TEXT) {
    return [
      `Confusion of ${whose}: too many classes for a terminal, see summary.json in ${folder}`,
      '',
    ];
  }
  return [
    `Confusion of ${whose} (rows: classes; columns: decisions)`,
    confusionText(test.confusion, data.classNames),
    '',
  ];
}

function timeLine({ members, seconds }: ExperimentReport): string {
  const stages = new Map<string, number>();
  for (const { timing } of members) {
    for (const [stage, s] of Object.entries(timing.stages)) {
      stages.set(stage, (stages.get(stage) ?? 0) + s);
    }
  }
  const parts = [...stages].map(
    ([stage, s], k) => `${stageLabel(stage)} ${duration(s)}${k < stages.size - 1 ? ',' : ''}`,
  );
  const indent = ' '.repeat(6);
  return `Time: ${duration(seconds)}\n${indent}${wrapped(parts, USUAL_WIDTH - 6, indent)}`;
}

/** What a method of the run is called. */
type NameOf = (method: string) => string;

/** What is shown of a run besides its report. */
export interface PrintoutOptions {
  /** Of the first member, whose motif is drawn; null for a system of others, which has none. */
  readonly architecture: Architecture | null;
  /** Of the search, which its name depends on. */
  readonly strategy: string;
  /** Whether the confusion matrix is shown, too. */
  readonly verbose: boolean;
}

/** Accuracy first, then what was found, then where it is. */
export function printout(
  report: ExperimentReport,
  { architecture, strategy, verbose }: PrintoutOptions,
): string {
  const nameOf: NameOf = (method) => runMethodLabel({ method, strategy });
  const directory = relative(process.cwd(), report.directory) || '.';
  const shown = visible(directory.startsWith('..') ? report.directory : directory);
  const first = report.members[0]!;
  const title = first.method === 'search' ? 'Found motif' : 'Motif';
  const seeds = new Set(report.members.map(({ seed }) => seed)).size;
  const over = seeds > 1 ? `, mean ± standard deviation over ${seeds} seeds` : '';
  const samples = `${visible(report.data.name)}: ${count(report.data.testSamples)} test samples${over}`;
  return [
    '',
    painter(process.stdout)(samples, 'heading'),
    methodTable(report, nameOf),
    '',
    ...(architecture === null
      ? []
      : motifSection(architecture, seeds > 1 ? `${title} of seed ${first.seed}` : title)),
    ...connectionTable(report, nameOf),
    ...cutLines(report),
    ...(verbose ? confusionSection(report, nameOf) : []),
    timeLine(report),
    `Files: ${shown}`,
    `       architecture ${join(shown, first.folder, 'architecture.json')}`,
    `Test again: motifsmith evaluate ${shellWord(shown)}`,
    `See it:     motifsmith report ${shellWord(shown)}`,
    ...(architecture === null
      ? []
      : [`Use it:     motifsmith stream ${shellWord(shown)} RECORDING`]),
    '',
  ].join('\n');
}
