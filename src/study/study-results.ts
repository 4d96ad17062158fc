/** All results of a study so far: every row, and every comparison with the reference. */
import { spikesOf } from '../analysis/analysis.ts';
import { onFront } from '../analysis/front.ts';
import { holm, pairedComparison, seedsToResolve } from '../analysis/statistics.ts';
import { anytimeCurve } from './anytime-results.ts';
import type { CellFacts, FactReader } from './cell-facts.ts';
import { foldComparison } from './cross-validation.ts';
import { withGains } from './evidence.ts';
import type { CellFailure } from './failures.ts';
import { landscapeResults } from './landscape-results.ts';
import { methodResults } from './method-results.ts';
import { plasticityCurves } from './plasticity-results.ts';
import type {
  AnytimeCurve,
  DatasetResults,
  FrontPoint,
  MethodResults,
  StudyResults,
} from './results.ts';
import { type Cell, cellFolder, entryCells, type Study } from './study-record.ts';

/** The difference that a study should be able to see: one percentage point. */
const ONE_POINT = 0.01;

/** @throws MotifsmithError `artifact` if a finished run is damaged */
export async function studyResults(
  study: Study,
  failures: readonly CellFailure[],
  reader: FactReader,
): Promise<StudyResults> {
  const datasets: DatasetResults[] = [];
  for (const name of study.datasets) {
    datasets.push(await datasetResults(study, name, failures, reader));
  }
  return {
    format: 'motifsmith-study-results',
    formatVersion: 1,
    name: study.name,
    reference: study.reference,
    datasets,
  };
}

async function datasetResults(
  study: Study,
  dataset: string,
  failures: readonly CellFailure[],
  reader: FactReader,
): Promise<DatasetResults> {
  const rows: MethodResults[] = [];
  const known = new Map<string, readonly CellFacts[]>();
  const anytime: AnytimeCurve[] = [];
  for (const method of study.methods) {
    const entry = study.entries.find(
      (one) => one.dataset === dataset && one.method === method.name,
    );
    if (entry === undefined) continue;
    const facts: CellFacts[] = [];
    const failed: Cell[] = [];
    const failing = new Set(failures.map(cellFolder));
    for (const cell of entryCells(entry)) {
      const found = await reader.read(cell);
      if (found !== null) facts.push(found);
      else if (failing.has(cellFolder(cell))) failed.push(cell);
    }
    known.set(method.name, facts);
    rows.push(methodResults(method, entry, facts, failed));
    const curve = anytimeCurve(method, entry, facts);
    if (curve !== null) anytime.push(curve);
  }
  const data = [...known.values()].flat()[0]?.data;
  const front = frontPoints(study, known);
  return {
    name: dataset,
    fingerprint: data?.fingerprint ?? null,
    trainSamples: data?.trainSamples ?? null,
    testSamples: data === undefined ? null : testedSamples([...known.values()].flat()),
    methods: withGains(compareAll(rows, study)),
    plasticity: comparePlasticity(study, known),
    ...(front.length > 0 && { front }),
    anytime,
    landscape: landscapeResults(rows),
  };
}

/** Adds the comparisons with the reference; their p-values are adjusted together. */
function compareAll(rows: readonly MethodResults[], { reference, seeds }: Study): MethodResults[] {
  const bySeed = ({ seeds: own, accuracy }: MethodResults) =>
    seeds.map((seed) => accuracy?.values[own.indexOf(seed)] ?? null);
  const against = rows.find(({ method }) => method === reference);
  const comparisons = rows.map((row) => {
    if (against === undefined || row === against) return null;
    const { crossValidation } = row;
    return crossValidation === undefined
      ? pairedComparison(bySeed(row), bySeed(against))
      : foldComparison(row, against, crossValidation.folds);
  });
  const adjusted = holm(comparisons.map((one) => one?.tTest?.p ?? null));
  return rows.map((row, k) => {
    const found = comparisons[k];
    if (!found || found.difference === null) return row;
    const { pairs, difference, std, interval, tTest, permutation, effectSize } = found;
    return {
      ...row,
      versusReference: {
        pairs,
        difference,
        interval,
        p: tTest?.p ?? null,
        adjusted: adjusted[k] ?? null,
        permutation: row.crossValidation ? null : (permutation?.p ?? null),
        // Two pairs give no unbiased estimate, and 0 would read as no effect.
        effectSize: pairs > 2 ? effectSize : null,
        seedsForOnePoint: row.crossValidation ? null : seedsToResolve(std, ONE_POINT),
      },
    };
  });
}

/** Test samples of all folds that have finished, or of the one test that there is. */
function testedSamples(facts: readonly CellFacts[]): number {
  const tests = new Map(facts.map(({ fold, data }) => [fold, data.testSamples]));
  return [...tests.values()].reduce((sum, count) => sum + count, 0);
}

/** Every spiking network that was evaluated on validation samples: where nothing fires, synaptic operations say little. */
function frontPoints(
  { methods }: Study,
  known: ReadonlyMap<string, readonly CellFacts[]>,
): FrontPoint[] {
  const points = methods.flatMap(({ name, label }) =>
    (known.get(name) ?? []).flatMap(({ seed, fold, summary, analysis }) => {
      const { validation } = analysis;
      if (!validation || spikesOf(analysis) === null) return [];
      const { accuracy, operations, hiddenAc: hidden } = validation;
      const { recurrent: connections } = summary.census;
      const { accuracy: test } = summary.test;
      const about = { method: name, label, seed, ...(fold !== undefined && { fold }) };
      return [{ ...about, accuracy, synops: operations.ac, hidden, connections, test }];
    }),
  );
  const chosen = onFront(points);
  return points.map((point, k) => ({ ...point, onFront: chosen[k]! }));
}

function comparePlasticity(
  { methods }: Study,
  known: ReadonlyMap<string, readonly CellFacts[]>,
): DatasetResults['plasticity'] {
  const of = (name: string) => {
    const method = methods.find((one) => one.name === name);
    const facts = known.get(name) ?? [];
    return method && facts.length > 0 ? plasticityCurves(method, facts) : null;
  };
  const on = of('hrmas');
  const off = of('hrmas-no-ip');
  return on && off && { on, off };
}
