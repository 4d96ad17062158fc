/** All results of a study so far: every row, and every comparison with the reference. */
import { onFront } from '../analysis/front.ts';
import { holm, pairedComparison, seedsToResolve } from '../analysis/statistics.ts';
import { anytimeCurve } from './anytime-results.ts';
import type { CellFacts, FactReader } from './cell-facts.ts';
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
import type { Study } from './study-record.ts';

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
    for (const seed of entry.seeds) {
      const found = await reader.read({ dataset, method: method.name, seed });
      if (found !== null) facts.push(found);
    }
    const finished = new Set(facts.map(({ seed }) => seed));
    const failed = failures
      .filter((one) => one.dataset === dataset && one.method === method.name)
      .map(({ seed }) => seed)
      .filter((seed) => !finished.has(seed));
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
    testSamples: data?.testSamples ?? null,
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
  const comparisons = rows.map((row) =>
    against === undefined || row === against
      ? null
      : pairedComparison(bySeed(row), bySeed(against)),
  );
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
        permutation: permutation?.p ?? null,
        // Two pairs give no unbiased estimate, and 0 would read as no effect.
        effectSize: pairs > 2 ? effectSize : null,
        seedsForOnePoint: seedsToResolve(std, ONE_POINT),
      },
    };
  });
}

/** Every network that was evaluated on validation samples. */
function frontPoints(
  { methods }: Study,
  known: ReadonlyMap<string, readonly CellFacts[]>,
): FrontPoint[] {
  const points = methods.flatMap(({ name, label }) =>
    (known.get(name) ?? []).flatMap(({ seed, summary, analysis: { validation } }) => {
      if (!validation) return [];
      const { accuracy, operations, hiddenAc: hidden } = validation;
      const { recurrent: connections } = summary.census;
      const { accuracy: test } = summary.test;
      const about = { method: name, label, seed };
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
