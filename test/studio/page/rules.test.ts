/** What the page computes without a browser: rows of connections, thinned curves, forms, groups of runs. */
import { describe, expect, it } from 'vitest';
import { configJsonSchema } from '../../../src/config/json-schema.ts';
import { checkConfig } from '../../../src/config/load.ts';
import { PRESET_NAMES, preset } from '../../../src/config/presets/presets.ts';
import { motifEdges } from '../../../src/model/edges.ts';
import type { MetricsEvent, RunSettings } from '../../../src/studio/api/record.ts';
import type { ColumnValue } from '../../../src/studio/api/runs.ts';
import { bands, groupFigures, groupRuns } from '../../../src/studio/page/compare/groups.ts';
import { contains } from '../../../src/studio/page/engine/node-speed.ts';
import { TAB_TASKS, tabRecord } from '../../../src/studio/page/engine/tab-search.ts';
import { namedPath } from '../../../src/studio/page/form/paths.ts';
import {
  fieldKind,
  filled,
  type JsonSchema,
  parseText,
  textOf,
} from '../../../src/studio/page/form/schema.ts';
import { againWith, freeSeed } from '../../../src/studio/page/form/start-from.ts';
import { motifLayers } from '../../../src/studio/page/history/motif-layers.ts';
import { PaceMeter } from '../../../src/studio/page/history/pace.ts';
import { RunHistory } from '../../../src/studio/page/history/run-history.ts';
import { movingMean, Series } from '../../../src/studio/page/history/series.ts';
import { lacking, xAxis } from '../../../src/studio/page/history/x-axis.ts';
import { denseRows, motifRows } from '../../../src/studio/page/motif/connection-rows.ts';
import { parseRoute, runAddress } from '../../../src/studio/page/route.ts';
import { type AskedValues, cellOf, columnOf } from '../../../src/studio/page/runs/columns.ts';
import { queryAddress, readQuery } from '../../../src/studio/page/runs/query.ts';
import { apart, chooseRuns, sortRows, together } from '../../../src/studio/page/runs/rows.ts';
import { deletable, withoutGroups } from '../../../src/studio/page/runs/runs-table.ts';
import { summaryOf } from '../../browser/studio/fake-server.ts';
import {
  cut,
  inventedArchitecture,
  inventedRecord,
  inventedSearch,
  inventedStage,
  tested,
  trainingEpoch,
} from '../../browser/studio/invented-run.ts';

const NOTHING_ASKED = new Map();

describe('rows of connections', () => {
  it.each([
    ['open', 64],
    ['open', 70],
    ['ring', 64],
    ['ring', 70],
  ] as const)('are numbered as the file of weights is: %s, %i neurons', (boundary, neurons) => {
    const architecture = inventedArchitecture(5, 16, neurons);
    const [layer] = motifLayers({
      ...architecture,
      hidden: [{ ...architecture.hidden[0]!, boundary }],
    });
    const { motif } = layer!;
    const { edges, coupling } = motifEdges({ neurons, size: 16, boundary }, motif, -2);
    const rows = motifRows(layer!);
    expect(rows.edges).toBe(edges.sources.length);
    for (let target = 0; target < neurons; target++) {
      let edge = edges.offsets[target]!;
      rows.row(target, (source, sign, index) => {
        expect([source, index]).toEqual([edges.sources[edge], edge]);
        expect(sign).toBe(coupling.gain[edge] === 1 ? 1 : -1);
        edge += 1;
      });
      expect(edge).toBe(edges.offsets[target + 1]);
    }
  });

  it('of a dense layer are all', () => {
    const seen: number[] = [];
    denseRows(3).row(2, (_, __, edge) => seen.push(edge));
    expect(seen).toEqual([6, 7, 8]);
  });
});

describe('the history of a run', () => {
  it('keeps a curve bounded, from its first to its last point', () => {
    const series = new Series(['a', 'b'], 100);
    for (let k = 0; k < 10_000; k++) series.add(k, { a: k, b: k % 2 === 0 ? 1 : null });
    expect(series.length).toBeLessThan(100);
    expect(series.length).toBeGreaterThan(40);
    expect(series.x[0]).toBeLessThan(200);
    expect(series.x.at(-1)).toBeGreaterThan(9_700);
    series.values.a.forEach((value, k) => {
      expect(value).toBeCloseTo(series.x[k]!, 6);
    });
    expect(series.values.b.every((value) => value === 1)).toBe(true);
  });

  it('keeps a bounded number of frames, the newest among them', () => {
    const history = new RunHistory(inventedRecord());
    history.add(inventedStage('size', 1000, 1));
    expect(history.frames.length).toBeLessThanOrEqual(400);
    expect(history.frames.at(-1)!.epoch).toBe(1000);
    expect(history.distributions.get(0)!.x.at(-1)).toBe(1000);
  });

  it('places stages end to end and ends with what was found', () => {
    const history = new RunHistory(inventedRecord());
    history.add(inventedSearch());
    expect(history.x).toBe(20);
    expect(history.cuts.map(({ x }) => x)).toEqual([10, 20]);
    expect(history.frames.at(-1)!.stage).toBe('found');
    expect(history.plan.stages.map(({ begin }) => begin)).toEqual([0, 10, 20]);
  });

  it('shows damaged lines, bounded, and everything around them', () => {
    const history = new RunHistory(inventedRecord());
    const damaged = (line: number): MetricsEvent => ({
      ...{ event: 'damaged', message: 'The line is not JSON.', where: `line ${line}`, remedy: '' },
    });
    history.add(inventedStage('size', 2));
    history.add(Array.from({ length: 1000 }, (_, k) => damaged(k + 1)));
    history.add([cut('size'), tested]);
    expect(history.damaged.length).toBeLessThan(50);
    expect([history.damaged[0]!.where, history.damagedLines]).toEqual(['line 1', 1000]);
    expect([history.epochs.length, history.cuts.length]).toEqual([2, 1]);
    expect(history.test).toEqual({ loss: 0.2, accuracy: 0.875 });
  });

  it('has no plan without a record, and shows the events all the same', () => {
    const history = new RunHistory(null);
    history.add(inventedSearch());
    expect([history.plan.stages, history.x, history.epochs.length]).toEqual([[], 10, 20]);
  });

  it('smooths by the mean of what is there', () => {
    expect(movingMean([1, null, 3, 5], 2)).toEqual([1, 2, 4, 4]);
  });

  it('tells speed and time left', () => {
    const meter = new PaceMeter();
    expect(meter.pace(100)).toBe(null);
    meter.mark(0, 0);
    meter.mark(2, 40);
    expect(meter.pace(100)).toEqual({ rate: 20, left: 3 });
  });
});

describe('addresses', () => {
  it('lead back to the run, whatever its id', () => {
    for (const id of ['demo-1-1', 'a/b c/ä?&#%', 'x/..%2f']) {
      expect(parseRoute(runAddress(id, { part: 'samples' }))).toMatchObject({ view: 'run', id });
    }
    expect(parseRoute('/run/%').id).toBe('%');
    expect(parseRoute('/elsewhere').view).toBe('unknown');
  });
});

describe('the list', () => {
  it('sorts numbers as numbers and puts runs without a value last', () => {
    const runs = [10, null, 9].map((seed) => summaryOf({ id: `r${seed}`, seed }));
    const query = readQuery(new URLSearchParams('sort=seed'));
    const sorted = (descending: boolean) =>
      sortRows(apart(runs), columnOf(query.sort, NOTHING_ASKED)!, descending).map(({ key }) => key);
    expect(sorted(false)).toEqual(['r9', 'r10', 'rnull']);
    expect(sorted(true)).toEqual(['r10', 'r9', 'rnull']);
    expect(chooseRuns(runs, { ...query, words: 'r9 INVENTED' })).toHaveLength(1);
  });

  it('shows a mean and its deviation of runs in one row, and whether their settings differ', () => {
    const runs = [
      summaryOf({ id: 'a', name: 'n', seed: 2, accuracy: 0.9 }),
      summaryOf({ id: 'b', name: 'n', seed: 1, accuracy: 0.8 }),
      summaryOf({ id: 'c', name: 'n', seed: 3, accuracy: null }),
      summaryOf({ id: 'd', name: 'other', seed: 1, accuracy: 0.85 }),
    ];
    const asked: AskedValues = new Map<string, ReadonlyMap<string, ColumnValue>>([
      ['setting.training.epochs', new Map([...'abcd'].map((id) => [id, 10]))],
      ['setting.network.boundary', new Map(Object.entries({ a: 'open', b: 'ring', d: 'open' }))],
      ['figure.ac', new Map(Object.entries({ a: 1000, b: 3000, d: 5 }))],
    ]);
    const rows = together(runs);
    expect(rows.map((row) => row.runs.map(({ id }) => id))).toEqual([['b', 'a', 'c'], ['d']]);
    const cell = (key: string, row = rows[0]!) => cellOf(columnOf(key, asked)!, row.runs);
    expect(cell('accuracy').text).toBe('85.00 ± 7.07\u00a0%');
    expect(cell('figure.ac')).toEqual({ text: '2,000 ± 1,414', order: 2000 });
    expect(cell('setting.training.epochs')).toEqual({ text: '10', order: 10 });
    // One of them has none.
    expect(cell('setting.network.boundary')).toEqual({ text: 'differs', order: null });
    expect(cell('seed').text).toBe('1, 2, 3');
    expect(cell('figure.ac', rows[1])).toEqual({ text: '5', order: 5 });
    const by = columnOf('setting.network.boundary', asked)!;
    expect(sortRows(rows, by, true).map((row) => row.runs.length)).toEqual([1, 3]);
    expect(columnOf('figure.constructor', asked)).toBeNull();
    expect(columnOf('elsewhere', asked)).toBeNull();
  });

  it('keeps its columns and their order in the address', () => {
    const address =
      '/?sort=figure.ac&column=accuracy&column=setting.training.epochs&column=figure.ac';
    const query = readQuery(new URLSearchParams(address.slice(2)));
    expect(query.columns).toEqual(['accuracy', 'setting.training.epochs', 'figure.ac']);
    expect(queryAddress(query)).toBe(address);
    expect(queryAddress({ ...query, columns: null, sort: 'updated' })).toBe('/');
  });

  const marks = { title: '', tags: [], starred: false, archived: false, revision: 1 };
  const group = summaryOf({
    ...{
      id: 'g',
      kind: 'group',
      marks: { ...marks, title: 'Both', tags: ['a', 'b'], archived: true },
    },
  });
  const member = (id: string, tags: string[] = []) =>
    summaryOf({ id, kind: 'member', group: 'g', marks: { ...marks, tags } });

  it('finds runs by what is written about them, and members by their group’s tags', () => {
    const runs = withoutGroups([group, member('g/1', ['b', 'c']), summaryOf({ id: 'x' })]);
    expect(runs.map(({ marks: { title, tags, archived } }) => [title, tags, archived])).toEqual([
      ['Both', ['a', 'b', 'c'], true],
      ['', [], false],
    ]);
    const found = (address: string) =>
      chooseRuns(runs, readQuery(new URLSearchParams(address))).map(({ id }) => id);
    expect([found('tag=a'), found('tag=x'), found('words=C'), found('starred=only')]).toEqual([
      ['g/1'],
      [],
      ['g/1'],
      [],
    ]);
    const address = '/?sort=starred&tag=a%2Bb&starred=only&archived=only';
    expect(queryAddress(readQuery(new URLSearchParams(address.slice(2))))).toBe(address);
  });

  it('deletes groups only as a whole', () => {
    const all = [group, member('g/1'), member('g/2'), summaryOf({ id: 'x' })];
    expect(deletable(all, new Set(['x']))).toEqual(['x']);
    expect(deletable(all, new Set(['x', 'g/1', 'g/2']))).toEqual(['g', 'x']);
    expect(() => deletable(all, new Set(['g/1']))).toThrow('g/1 is a part of g.');
  });
});

describe('the form', () => {
  const schema = configJsonSchema();

  it('knows a field for every value of the schema', () => {
    const seen = new Set<string>();
    const visit = (node: JsonSchema): void => {
      seen.add(fieldKind(node));
      for (const inner of [
        ...Object.values(node.properties ?? {}),
        ...(node.oneOf ?? []),
        ...(node.anyOf ?? []),
        ...(node.items ? [node.items] : []),
      ]) {
        visit(inner);
      }
    };
    visit(schema);
    expect([...seen].sort()).toEqual(
      [
        ...['choice', 'choices', 'group', 'items', 'list', 'named numbers', 'number'],
        ...['optional group', 'switch', 'text', 'variants'],
      ].sort(),
    );
  });

  it.each(PRESET_NAMES)('fills in what the configuration itself would: %s', (name) => {
    const { data, ...others } = preset(name) as { data: Record<string, unknown> };
    const stored = data.source === 'recordings' || data.source === 'spike-npz';
    const given = { ...others, data: stored ? { path: 'somewhere', ...data } : data };
    const layers = [{ name: 'test', value: filled(schema, given) }];
    expect(checkConfig(layers[0]!.value, layers)).toEqual(checkConfig(given, layers));
  });

  it.each([
    [{ type: 'integer', minimum: 1 }, '7', 7],
    [{ type: 'integer', minimum: 1 }, '0', null],
    [{ type: 'integer' }, '1.5', null],
    [{ type: 'number', exclusiveMinimum: 0 }, '0', null],
    [{ type: 'number' }, 'much', null],
    [{ type: 'array', items: { type: 'integer' }, minItems: 1 }, '2, 4,8', [2, 4, 8]],
    [{ type: 'array', items: { type: 'integer' }, minItems: 1 }, '', null],
    [{ type: 'object' }, 'a=1, b = 2', { a: 1, b: 2 }],
    [{ type: 'object' }, 'a=x', null],
    [{ type: 'string', minLength: 1 }, ' ', null],
  ] as const)('reads %j: "%s"', (field, text, expected) => {
    const parsed = parseText(text, field as JsonSchema);
    if (expected === null) expect(parsed.problem).toMatch(/\w+/);
    else {
      expect(parsed).toEqual({ value: expected, problem: null });
      expect(parseText(textOf(expected), field as JsonSchema)).toEqual(parsed);
    }
  });

  it('finds the setting that a refusal is about', () => {
    const paths = ['search', 'search.weights', 'search.weights.batchSize', 'data'];
    expect(namedPath('field config, search.weights.batchSize', paths)).toBe(
      'search.weights.batchSize',
    );
    expect(namedPath('research data.', paths)).toBe('data');
    expect(namedPath('nothing', paths)).toBe(null);
  });
});

describe('comparisons', () => {
  it('take runs of one method, data set and preset together', () => {
    const history = new RunHistory(inventedRecord());
    const runs = [0.8, 0.9].map((accuracy, seed) => {
      const run = summaryOf({ id: `${seed}`, name: 'x', accuracy, seed });
      return { id: run.id, run, record: null, history, analysis: null };
    });
    const other = { ...runs[0]!, run: { ...runs[0]!.run, name: 'y' } };
    const groups = groupRuns([...runs, other]);
    expect(groups.map((group) => group.runs.length)).toEqual([2, 1]);
    const figures = groupFigures(groups[0]!);
    expect(figures.mean).toBeCloseTo(0.85, 12);
    expect(figures.std).toBeCloseTo(Math.SQRT1_2 / 10, 12);
    expect(groupFigures(groups[1]!)).toMatchObject({ std: null, interval: null });
  });

  it('of runs has none together that differ in more than their seeds', () => {
    const runs = [
      [1, 10],
      [2, 10],
      [1, 20],
    ].map(([seed, epochs]) => {
      const record = inventedRecord({ seed: seed! });
      const config = { ...record.config, training: { ...record.config.training, epochs: epochs! } };
      const run = summaryOf({ id: `${seed}-${epochs}`, name: 'x', seed: seed! });
      const history = new RunHistory(null);
      return { id: run.id, run, record: { ...record, config }, history, analysis: null };
    });
    const found = groupRuns(runs).map(({ name, runs: own }) => [name, own.length]);
    expect(found).toEqual([
      ['HRMAS, Epochs 10', 2],
      ['HRMAS, Epochs 20', 1],
    ]);
  });

  it('of speeds are made with the very same settings alone', () => {
    expect(contains({ a: [1, { b: 2 }], c: 3 }, { a: [1, { b: 2 }] })).toBe(true);
    expect(contains({ a: [1, { b: 3 }] }, { a: [1, { b: 2 }] })).toBe(false);
    expect(contains(null, { a: 1 })).toBe(false);
    const record = tabRecord(TAB_TASKS[0]!, { train: [], test: [] } as never, 1);
    expect(contains(record.config, record.config)).toBe(true);
  });
});

describe('a run that is started again', () => {
  const offer = { presets: [], schema: configJsonSchema() };
  const record = inventedRecord({ seed: 3 }) as Extract<RunSettings, { kind: 'run' }>;

  it('has the next seed that is free, and no comparisons', () => {
    const like = { name: 'invented', method: 'search' };
    const runs = [4, 5, 7].map((seed) => summaryOf({ id: `${seed}`, name: 'invented', seed }));
    expect(freeSeed(3, like, runs)).toBe(6);
    expect(freeSeed(3, { ...like, method: 'self' }, runs)).toBe(4);
    const config = { ...record.config, compare: ['random' as const] };
    const request = againWith(6, { record: { ...record, config } }, offer);
    expect(request).toMatchObject({
      ...{ name: 'invented', command: 'search', seed: 6, config: { compare: [] } },
    });
    expect(againWith(6, { record: { ...record, name: 'a b' } }, offer)).not.toHaveProperty('name');
    const { compare: _, seeds: __, output: ___, ...settings } = config;
    expect(request.config).toMatchObject(settings);
    expect(request.config).not.toHaveProperty('output');
  });

  it('trains what it trained, also the architecture of a file', () => {
    const self = { ...record, method: 'self' as const };
    expect(againWith(1, { record: self }, offer)).toMatchObject({
      ...{ command: 'train', architecture: 'self' },
    });
    const architecture = inventedArchitecture();
    const task = { command: 'train' as const, architecture };
    const file = { ...record, method: 'file' as const, task };
    expect(againWith(1, { record: file }, offer)).toMatchObject({ command: 'train', architecture });
  });
});

describe('curves along time', () => {
  const drawn = (seed: number, seconds: number) => {
    const history = new RunHistory(inventedRecord());
    history.add([...inventedSearch(), ...[1, 2].flatMap((k) => trainingEpoch('retrain', k, 0.1))]);
    history.stageSeconds = { size: 10, types: 20, retrain: seconds };
    const id = `run-${seed}`;
    return { id, run: summaryOf({ id, seed, name: 'one' }), record: null, history, analysis: null };
  };

  it('has the time of a stage spread over its epochs, and that of a group at the mean of its runs', () => {
    const [group] = groupRuns([drawn(1, 40), drawn(2, 60)]);
    expect(bands([group!], 'accuracy', 'training', 'time').x).toEqual([5, 10]);
    expect(bands([group!], 'accuracy', 'training', 'epoch').x).toEqual([1, 2]);
    expect(bands([group!], 'accuracy', 'search', 'time').x.slice(-1)).toEqual([30]);
  });

  it('is not known before a run has finished', () => {
    const history = new RunHistory(inventedRecord());
    expect(lacking('time', [history])).toMatch(/once a run has finished/);
    history.stageSeconds = { size: 10, types: 20 };
    expect(lacking('time', [history])).not.toBeNull();
    history.stageSeconds = { size: 10, types: 20, retrain: 1 };
    expect(lacking('time', [history])).toBeNull();
    expect(xAxis('time', history).at(25)).toBe(30.5);
  });
});
