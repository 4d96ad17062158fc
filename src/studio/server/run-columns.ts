/**
 * What the list of runs is given beside its summaries: figures and settings that somebody has chosen as columns or
 * axes. A file is read again only when it has changed, and runs with the same settings share one copy of them, so
 * that a thousand runs cost little memory.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAnalysis } from '../../run/analysis-file.ts';
import { checkRunFile } from '../../run/run-record.ts';
import { isRunFile } from '../../run/schema/run-file.ts';
import { RUN_FILES } from '../../run/schema/run-files.ts';
import { parseMemberSummary } from '../../run/schema/summary.ts';
import { RUN_FIGURE_NAMES, type RunFigureName } from '../../view/run-figures.ts';
import {
  type ColumnList,
  type ColumnValue,
  type ColumnValues,
  MOST_COLUMNS,
  type RunSummary,
} from '../api/runs.ts';
import { readRunJson } from './documents.ts';
import type { Limits } from './limits.ts';
import { Refusal } from './refusal.ts';
import { type RunFigureValues, runFigures } from './run-figures.ts';
import type { RunIndex } from './run-index.ts';
import { type SettingCells, settingCells } from './run-settings.ts';

interface Remembered<Value> {
  readonly stamp: string;
  /** Null if there is none, or it is damaged. */
  readonly value: Value | null;
}

interface Memory {
  settings?: Remembered<SettingCells>;
  figures?: Remembered<RunFigureValues>;
}

/** Runs that are read at a time. */
const AT_A_TIME = 32;
const SETTING = 'setting.';
const FIGURE = 'figure.';

export class RunColumns {
  readonly #root: string;
  readonly #index: RunIndex;
  readonly #limits: Limits;
  #memory = new Map<string, Memory>();
  /** By their text in the file. */
  #shared = new Map<string, SettingCells>();

  /** @param root the runs folder, resolved */
  constructor(root: string, index: RunIndex, limits: Limits) {
    this.#root = root;
    this.#index = index;
    this.#limits = limits;
  }

  /** What there is to choose from. */
  async list(): Promise<ColumnList> {
    const memories = await this.#look({ settings: true, figures: true });
    const values = new Map<string, Set<ColumnValue>>();
    const known = new Set<RunFigureName>();
    const seen = new Set<SettingCells>();
    for (const { settings, figures } of memories.values()) {
      for (const name of RUN_FIGURE_NAMES) if (figures?.value?.[name] != null) known.add(name);
      if (!settings?.value || seen.has(settings.value)) continue;
      seen.add(settings.value);
      for (const [path, value] of settings.value) {
        const own = values.get(path);
        if (own === undefined) values.set(path, new Set([value]));
        else own.add(value);
      }
    }
    const shared = [...values].map(([path, own]) => {
      const everywhere = [...seen].every((cells) => cells.has(path));
      return { path, differs: own.size > 1 || !everywhere };
    });
    return { figures: RUN_FIGURE_NAMES.filter((name) => known.has(name)), settings: shared };
  }

  /** @throws Refusal `badRequest` */
  async values(columns: readonly string[]): Promise<ColumnValues> {
    checkColumns(columns);
    const settings = columns.some((column) => column.startsWith(SETTING));
    const figures = columns.some((column) => column.startsWith(FIGURE));
    const memories = await this.#look({ settings, figures });
    const value = ({ settings, figures }: Memory, column: string): ColumnValue =>
      column.startsWith(SETTING)
        ? (settings?.value?.get(column.slice(SETTING.length)) ?? null)
        : (figures?.value?.[column.slice(FIGURE.length) as RunFigureName] ?? null);
    return {
      runs: [...memories].map(([id, memory]) => [id, columns.map((one) => value(memory, one))]),
      unread: [...memories].flatMap(([id, memory]) =>
        settings && memory.settings?.value === null ? [id] : [],
      ),
    };
  }

  async #look(wanted: {
    readonly settings: boolean;
    readonly figures: boolean;
  }): Promise<ReadonlyMap<string, Memory>> {
    const { runs } = await this.#index.list();
    const memory = new Map<string, Memory>();
    for (let k = 0; k < runs.length; k += AT_A_TIME) {
      const some = runs.slice(k, k + AT_A_TIME);
      await Promise.all(
        some.map(async (run) => {
          const own = this.#memory.get(run.id) ?? {};
          memory.set(run.id, own);
          const folder = join(this.#root, ...run.id.split('/'));
          if (wanted.settings) await this.#settings(folder, own);
          if (wanted.figures) await this.#figures(folder, run, own);
        }),
      );
    }
    this.#memory = memory;
    const used = new Set([...memory.values()].map(({ settings }) => settings?.value));
    for (const [text, cells] of this.#shared) if (!used.has(cells)) this.#shared.delete(text);
    return memory;
  }

  async #settings(folder: string, memory: Memory): Promise<void> {
    const stamp = await stampOf(folder, [RUN_FILES.config]);
    if (memory.settings?.stamp === stamp) return;
    const value = await this.#readSettings(folder).catch(() => null);
    memory.settings = { stamp, value };
  }

  async #readSettings(folder: string): Promise<SettingCells | null> {
    const file = await readRunJson(folder, RUN_FILES.config, this.#limits.documentBytes);
    if (!isRunFile(file)) return null;
    const text = JSON.stringify((file as { readonly config?: unknown }).config);
    const known = this.#shared.get(text);
    if (known !== undefined) return known;
    const cells = settingCells(checkRunFile(file, join(folder, RUN_FILES.config)).config);
    this.#shared.set(text, cells);
    return cells;
  }

  async #figures(folder: string, { kind, state }: RunSummary, memory: Memory): Promise<void> {
    if (kind === 'group' || state !== 'finished') {
      memory.figures = { stamp: '', value: null };
      return;
    }
    const stamp = await stampOf(folder, [RUN_FILES.summary, RUN_FILES.analysis]);
    if (memory.figures?.stamp === stamp) return;
    const { documentBytes } = this.#limits;
    const read = async <T>(name: string, parse: (value: unknown, path: string) => T) => {
      const value = await readRunJson(folder, name, documentBytes);
      return value === undefined ? null : parse(value, join(folder, name));
    };
    // The page of the run says what is wrong with a damaged file.
    const summary = await read(RUN_FILES.summary, parseMemberSummary).catch(() => null);
    const analysis = await read(RUN_FILES.analysis, parseAnalysis).catch(() => null);
    memory.figures = { stamp, value: summary && runFigures(summary, analysis) };
  }
}

async function stampOf(folder: string, names: readonly string[]): Promise<string> {
  const found = await Promise.all(names.map((name) => stat(join(folder, name)).catch(() => null)));
  return found.map((one) => (one === null ? '' : `${one.size}/${one.mtimeMs}/${one.ino}`)).join();
}

/** @throws Refusal `badRequest` */
function checkColumns(columns: readonly string[]): void {
  const wrong = columns.find(
    (column) =>
      !(column.startsWith(SETTING) && column.length > SETTING.length) &&
      !RUN_FIGURE_NAMES.some((name) => column === `${FIGURE}${name}`),
  );
  if (wrong !== undefined) {
    throw new Refusal('badRequest', `There is no column ${JSON.stringify(wrong)}.`, {
      where: 'query column',
      remedy: 'GET /api/columns lists them: figure.NAME or setting.PATH.',
    });
  }
  if (columns.length === 0 || columns.length > MOST_COLUMNS) {
    throw new Refusal('badRequest', `1 to ${MOST_COLUMNS} columns can be asked for at a time.`, {
      where: 'query column',
      remedy: 'Ask for fewer.',
    });
  }
}
