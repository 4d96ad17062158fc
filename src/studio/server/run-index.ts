/**
 * The list of runs. A file is read again only when its size or time has changed, so that checking a
 * thousand finished runs costs a few system calls each; of a growing record only what is new is read.
 */
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { MotifsmithError } from '../../core/errors.ts';
import { checkpointSteps } from '../../run/checkpoints.ts';
import { isLocked, LOCK_FILE } from '../../run/lock/lock.ts';
import { RUN_FILES } from '../../run/schema/run-files.ts';
import type { RunList, RunMarks, RunSummary } from '../api/runs.ts';
import { type FoundRun, findRuns, type Start } from './find-runs.ts';
import type { Limits } from './limits.ts';
import { NO_PROGRESS, type Progress, readProgress } from './metrics.ts';
import { marksOf, NO_MARKS, NOTES_FILE, readNotes } from './notes-file.ts';
import { noRun, runFolder } from './paths.ts';
import { inOneLine } from './refusal.ts';
import {
  damagedFacts,
  type RunFacts,
  type RunOutcome,
  readFacts,
  readOutcome,
} from './run-facts.ts';
import { type StartedHere, stateOf, withMembers, withoutFiles } from './run-state.ts';

interface Remembered<Value> {
  /** Size and time of the file that it was read from. */
  readonly stamp: string;
  readonly value: Value;
}

interface Memory {
  facts?: Remembered<RunFacts | null>;
  outcome?: Remembered<RunOutcome | string | null>;
  marks?: Remembered<RunMarks | string>;
  progress: Progress;
}

interface FileState {
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Its number on the disk, which is another one when it has been replaced. */
  readonly file: number;
}

/** Runs that are read at a time. */
const AT_A_TIME = 32;
const NO_FILE: FileState = { size: 0, time: 0, file: 0 };

async function fileState(folder: string, name: string): Promise<FileState> {
  const found = await stat(join(folder, name)).catch(() => null);
  if (found === null) return NO_FILE;
  return { size: found.size, time: Math.floor(found.mtimeMs), file: found.ino };
}

export class RunIndex {
  readonly #root: string;
  readonly #limits: Limits;
  readonly #started: () => readonly StartedHere[];
  readonly #memory = new Map<string, Memory>();
  #underWay: Promise<RunList> | null = null;

  /**
   * @param root the runs folder, resolved
   * @param started the runs that were started here
   */
  constructor(root: string, started: () => readonly StartedHere[], limits: Limits) {
    this.#root = root;
    this.#limits = limits;
    this.#started = started;
  }

  /** All runs, newest change first. Simultaneous calls share one reading. */
  list(): Promise<RunList> {
    this.#underWay ??= this.#look().finally(() => {
      this.#underWay = null;
    });
    return this.#underWay;
  }

  /** One run, without reading the others. @throws Refusal `notFound` if there is none */
  async summary(id: string): Promise<RunSummary> {
    const started = this.#started().find((one) => one.id === id);
    try {
      const folder = await runFolder(this.#root, id);
      const group = await this.#groupAround(id, folder);
      const { summaries } = await this.#lookFrom({ id, folder, group });
      const found = summaries.find((run) => run.id === id);
      if (found !== undefined) return found;
    } catch (error) {
      if (started === undefined) throw error;
    }
    if (started === undefined) throw noRun(id);
    return withoutFiles(started);
  }

  /** The group whose member is in a folder. */
  async #groupAround(id: string, folder: string): Promise<string | null> {
    if (!id.includes('/')) return null;
    const facts = await this.#facts(dirname(folder), new Set());
    return facts?.kind === 'group' ? id.slice(0, id.lastIndexOf('/')) : null;
  }

  async #look(): Promise<RunList> {
    const { summaries, truncated } = await this.#lookFrom({
      id: '',
      folder: this.#root,
      group: null,
    });
    const found = new Set(summaries.map(({ id }) => id));
    const early = this.#started().filter(({ id }) => !found.has(id));
    const runs = [...summaries, ...early.map(withoutFiles)];
    this.#forget(runs);
    return {
      folder: this.#root,
      runs: runs.sort((a, b) => b.updated - a.updated || (a.id < b.id ? -1 : 1)),
      truncated,
    };
  }

  async #lookFrom(start: Start): Promise<{ summaries: RunSummary[]; truncated: boolean }> {
    const { runs, truncated } = await findRuns(
      start,
      (folder, names) => this.#facts(folder, names),
      this.#limits,
    );
    const started = new Map(this.#started().map((one) => [one.id, one]));
    const locked = new Set<string>();
    const owners = start.group === null ? [] : [{ id: start.group, folder: dirname(start.folder) }];
    for (const { id, folder } of [...owners, ...runs.filter(({ names }) => names.has(LOCK_FILE))]) {
      if (await isLocked(folder)) locked.add(id);
    }
    const summaries: RunSummary[] = [];
    for (let k = 0; k < runs.length; k += AT_A_TIME) {
      const some = runs.slice(k, k + AT_A_TIME);
      const summarise = (run: FoundRun) =>
        this.#summarise(run, locked, started.get(run.group ?? run.id));
      summaries.push(...(await Promise.all(some.map(summarise))));
    }
    const members = new Map<string, RunSummary[]>();
    for (const run of summaries) {
      if (run.group === null) continue;
      members.set(run.group, [...(members.get(run.group) ?? []), run]);
    }
    return {
      summaries: summaries.map((run) =>
        run.kind === 'group' ? withMembers(run, members.get(run.id) ?? []) : run,
      ),
      truncated,
    };
  }

  #recall(folder: string): Memory {
    const known = this.#memory.get(folder);
    if (known !== undefined) return known;
    const memory: Memory = { progress: NO_PROGRESS };
    this.#memory.set(folder, memory);
    return memory;
  }

  #forget(runs: readonly RunSummary[]): void {
    const here = new Set(runs.map(({ id }) => join(this.#root, ...id.split('/'))));
    for (const folder of this.#memory.keys()) if (!here.has(folder)) this.#memory.delete(folder);
  }

  async #facts(folder: string, names: ReadonlySet<string>): Promise<RunFacts | null> {
    const memory = this.#recall(folder);
    const { size, time } = await fileState(folder, RUN_FILES.config);
    const stamp = `${size}/${time}`;
    if (memory.facts?.stamp !== stamp) {
      const value = await readFacts(folder, this.#limits.documentBytes).catch((error: Error) =>
        // Any program may have a config.json; one next to the record of a run is ours.
        names.has(RUN_FILES.metrics) ? damagedFacts(inOneLine(error)) : null,
      );
      memory.facts = { stamp, value };
    }
    return memory.facts!.value;
  }

  async #outcome({ folder, facts, names }: FoundRun, memory: Memory, file: FileState) {
    if (!names.has(RUN_FILES.summary)) return null;
    const stamp = `${file.size}/${file.time}`;
    if (memory.outcome?.stamp !== stamp) {
      const value = await readOutcome(folder, facts.kind, this.#limits.documentBytes).catch(
        inOneLine,
      );
      memory.outcome = { stamp, value };
    }
    return memory.outcome!.value;
  }

  /** @returns what is wrong with the file if it is damaged */
  async #marks({ folder, names }: FoundRun, memory: Memory): Promise<RunMarks | string> {
    if (!names.has(NOTES_FILE)) return NO_MARKS;
    const { size, time, file } = await fileState(folder, NOTES_FILE);
    const stamp = `${size}/${time}/${file}`;
    if (memory.marks?.stamp !== stamp) {
      const value = await readNotes(folder, this.#limits.documentBytes).then(marksOf, inOneLine);
      memory.marks = { stamp, value };
    }
    return memory.marks!.value;
  }

  async #summarise(
    run: FoundRun,
    locked: ReadonlySet<string>,
    child: StartedHere | undefined,
  ): Promise<RunSummary> {
    const { id, folder, group, facts, names } = run;
    const memory = this.#recall(folder);
    const look = (name: string) =>
      names.has(name) ? fileState(folder, name) : Promise.resolve(NO_FILE);
    const [config, metrics, summary] = await Promise.all([
      look(RUN_FILES.config),
      look(RUN_FILES.metrics),
      look(RUN_FILES.summary),
    ]);
    const outcome = await this.#outcome(run, memory, summary);
    const marks = await this.#marks(run, memory);
    const finished = typeof outcome === 'object' ? outcome : null;
    if (finished === null) {
      memory.progress = await readProgress(
        folder,
        metrics.size,
        memory.progress,
        this.#limits,
      ).catch((damage: MotifsmithError) => ({ ...memory.progress, damage }));
    }
    const { position, damage: brokenLine } = finished === null ? memory.progress : NO_PROGRESS;
    const alive = locked.has(group ?? id) || child?.alive === true;
    const damage = facts.problem ?? (typeof outcome === 'string' ? outcome : null);
    const saved =
      finished === null &&
      names.has(RUN_FILES.checkpoints) &&
      (await checkpointSteps(join(folder, RUN_FILES.checkpoints))).length > 0;
    const { state, problem } = stateOf({
      finished: finished !== null,
      alive,
      damage,
      child,
      saved,
    });
    return {
      id,
      kind: facts.kind === 'group' ? 'group' : group === null ? 'run' : 'member',
      group,
      name: facts.name === '' ? id.slice(id.lastIndexOf('/') + 1) : facts.name,
      command: facts.command,
      method: facts.method,
      strategy: facts.strategy,
      seed: facts.seed,
      state,
      problem:
        problem ??
        (brokenLine && inOneLine(brokenLine)) ??
        (typeof marks === 'string' ? marks : null),
      dataset: facts.dataset,
      accuracy: finished?.accuracy ?? null,
      motifSizes: finished?.motifSizes ?? [],
      trainable: finished?.trainable ?? null,
      analysed: names.has(RUN_FILES.analysis),
      seconds: finished?.seconds ?? null,
      updated: Math.max(config.time, metrics.time, summary.time),
      stage: position?.stage ?? null,
      epoch: position?.epoch ?? null,
      epochs: position?.epochs ?? null,
      marks: typeof marks === 'string' ? NO_MARKS : marks,
    };
  }
}
