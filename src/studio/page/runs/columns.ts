/** The columns of the list of runs: what each shows of a run, and of several in one row. */
import { spread } from '../../../run/schema/statistics.ts';
import {
  ago,
  capital,
  count,
  duration,
  type MeanStd,
  MISSING,
  meanStd,
  percent,
  percentMeanStd,
  settingText,
} from '../../../view/format.ts';
import { runMethodLabel } from '../../../view/method-names.ts';
import { RUN_FIGURES, type RunFigureName } from '../../../view/run-figures.ts';
import { settingLabel, settingTrail } from '../../../view/setting-labels.ts';
import type { ColumnValue, RunSummary } from '../../api/runs.ts';

export interface Column {
  readonly key: string;
  /** The head. */
  readonly title: string;
  /** Where there is room. */
  readonly name: string;
  /** Pixels. */
  readonly width: number;
  /** Its class where it gives way on a narrow page. */
  readonly css?: string;
  readonly right: boolean;
  /** Of several runs, a figure has a mean; settings and facts agree or differ; others list all they have. */
  readonly kind: 'figure' | 'fact' | 'list' | 'latest';
  value(run: RunSummary): ColumnValue;
  text(value: ColumnValue, run: RunSummary): string;
  spread(figures: MeanStd): string;
}

const plain = (value: ColumnValue): string => (value === null ? MISSING : settingText(value));

const numbers =
  (format: (value: number) => string) =>
  (value: ColumnValue): string =>
    typeof value === 'number' ? format(value) : plain(value);

const fact = (
  key: string,
  title: string,
  width: number,
  css: string,
  value: Column['value'],
): Column => ({
  ...{ key, title, name: title, width, css, value, kind: 'fact', right: false, text: plain },
  spread: () => MISSING,
});

const figure = (
  key: string,
  title: string,
  name: string,
  width: number,
  format: (value: number) => string,
  value: Column['value'],
): Column => ({
  ...{ key, title, name, width, value, kind: 'figure', right: true, text: numbers(format) },
  spread: (figures) => meanStd(figures, format),
});

const WIDTH = 140;

/** What a RunSummary has, in the usual order. */
const USUAL: readonly Column[] = [
  fact('state', 'State', 166, 'col-state', ({ state }) => state),
  fact('dataset', 'Data', 120, 'col-data', ({ dataset }) => dataset),
  fact('method', 'Method', 130, 'col-method', runMethodLabel),
  {
    ...fact('seed', 'Seed', 66, 'col-seed', ({ seed }) => seed),
    ...{ kind: 'list', right: true },
  },
  {
    ...figure('accuracy', 'Accuracy', 'Test accuracy', 98, percent, ({ accuracy }) => accuracy),
    css: 'col-accuracy',
    spread: percentMeanStd,
  },
  {
    ...fact('motif', 'Motif', 80, 'col-size', ({ motifSizes }) => motifSizes[0] ?? null),
    ...{ name: 'Motif size', kind: 'list', right: true },
    text: (_, { motifSizes }) => motifSizes.join(', ') || MISSING,
  },
  {
    ...figure('trainable', 'Weights', 'Trained weights', 94, count, ({ trainable }) => trainable),
    css: 'col-weights',
  },
  {
    ...figure('seconds', 'Time', 'Compute time', 104, duration, ({ seconds }) => seconds),
    css: 'col-time',
  },
  {
    ...fact('updated', 'Changed', 102, 'col-updated', ({ updated }) => updated),
    ...{ kind: 'latest', right: true },
    text: numbers((time) => ago(time, Date.now())),
  },
];

export const USUAL_KEYS: readonly string[] = USUAL.map(({ key }) => key);

/** Columns that are always there. */
const FIXED: readonly Column[] = [
  fact('starred', 'Star', 58, 'col-star', ({ marks }) => Number(marks.starred)),
  fact('name', 'Run', 200, 'title', ({ id, marks }) => marks.title || id),
];

const FIGURE = 'figure.';
const SETTING = 'setting.';

/** Whether the server is asked for its values. */
export const isAsked = (key: string): boolean => key.startsWith(FIGURE) || key.startsWith(SETTING);

export const figureKey = (name: RunFigureName): string => `${FIGURE}${name}`;
export const settingKey = (path: string): string => `${SETTING}${path}`;

/** Of the columns that were asked for, the values of each run. */
export type AskedValues = ReadonlyMap<string, ReadonlyMap<string, ColumnValue>>;

const NONE: ReadonlyMap<string, ColumnValue> = new Map();

/** @returns null for a key that no column has */
export function columnOf(key: string, asked: AskedValues): Column | null {
  const known = [...USUAL, ...FIXED].find((column) => column.key === key);
  if (known !== undefined) return known;
  const values = asked.get(key) ?? NONE;
  const value = ({ id }: RunSummary) => values.get(id) ?? null;
  if (key.startsWith(FIGURE)) {
    const name = key.slice(FIGURE.length);
    if (!Object.hasOwn(RUN_FIGURES, name)) return null;
    const { short, label, format } = RUN_FIGURES[name as RunFigureName];
    return figure(key, capital(short), capital(label), WIDTH, format, value);
  }
  if (!key.startsWith(SETTING) || key.length === SETTING.length) return null;
  const path = key.slice(SETTING.length);
  const right = [...values.values()].some((one) => typeof one === 'number');
  return {
    ...{ key, title: settingLabel(path), name: settingTrail(path), width: WIDTH, value },
    ...{ kind: 'fact', right, text: plain, spread: () => MISSING },
  };
}

/** Where two columns would have the same heading, each shows its full name. */
export function shownColumns(keys: readonly string[], asked: AskedValues): Column[] {
  const columns = keys.flatMap((key) => columnOf(key, asked) ?? []);
  const titles = columns.map(({ title }) => title);
  return columns.map((column) =>
    titles.filter((title) => title === column.title).length > 1
      ? { ...column, title: column.name }
      : column,
  );
}

interface Cell {
  readonly text: string;
  /** What the list is sorted by. */
  readonly order: ColumnValue;
}

/** What a column shows of the runs of a row. */
export function cellOf(column: Column, runs: readonly RunSummary[]): Cell {
  const [first] = runs;
  if (runs.length === 1) {
    const value = column.value(first!);
    return { text: column.text(value, first!), order: value };
  }
  const known = runs.flatMap((run) => {
    const value = column.value(run);
    return value === null ? [] : [{ value, text: column.text(value, run) }];
  });
  if (known.length === 0) return { text: MISSING, order: null };
  const values = known.map(({ value }) => value as number);
  switch (column.kind) {
    case 'figure': {
      const { mean, std } = spread(values);
      return { text: column.spread({ mean, std }), order: mean };
    }
    case 'latest': {
      const latest = Math.max(...values);
      return { text: column.text(latest, first!), order: latest };
    }
    default: {
      const texts = [...new Set(known.map(({ text }) => text))];
      const isOne = texts.length === 1 && known.length === runs.length;
      if (isOne) return { text: texts[0]!, order: known[0]!.value };
      if (column.kind === 'list') return { text: texts.join(', '), order: known[0]!.value };
      return { text: 'differs', order: null };
    }
  }
}
