/**
 * `npm run fuzz -- [--total 1000000] [--target id,…] [--seed 1] [--processes 2] [--current] [--fresh]`: fuzzes
 * all readers and prints a line for each. It can be stopped and continued: what is done is in
 * `build/fuzz/journal.jsonl`. With `--current`, only what was done on the present `src` counts. Exit code 1 if
 * anything was found; the input is kept in `build/fuzz/findings`, and its line says how to repeat it
 * (`--target id --first N`, with `--file PATH` for the bytes that were kept).
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Finding, makeInput } from './fuzz.ts';
import { type Chunk, covered, Journal, nextRange, type Range } from './journal.ts';
import { type PlannedTarget, planTargets } from './plan.ts';
import { runChunk } from './process.ts';
import { describeChunks, describeProgress } from './summary.ts';
import type { FuzzTarget } from './target.ts';
import { FUZZ_TARGETS } from './targets.ts';

const FOLDER = join(import.meta.dirname, '../../build/fuzz');
const FINDINGS = join(FOLDER, 'findings');
const PROGRESS_MS = 60_000;

const { values } = parseArgs({
  options: {
    total: { type: 'string', default: '1000000' },
    target: { type: 'string' },
    seed: { type: 'string', default: '1' },
    processes: { type: 'string', default: '2' },
    current: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    first: { type: 'string' },
    file: { type: 'string' },
  },
});
const seed = Number(values.seed);

function chosenTargets(): readonly FuzzTarget[] {
  if (values.target === undefined) return FUZZ_TARGETS;
  const find = (name: string) => FUZZ_TARGETS.find(({ id }) => id === name) ?? noTarget(name);
  return values.target.split(',').map(find);
}

function noTarget(name: string): never {
  console.error(`There is no target ${name}: ${FUZZ_TARGETS.map(({ id }) => id).join(', ')}`);
  process.exit(2);
}

/** Git's name of what is in `src`: commits that change nothing there do not change it. */
function versionOf(): string {
  const git = (...words: string[]) => execFileSync('git', words, { encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--', 'src') !== '';
  return `src ${git('rev-parse', '--short=12', 'HEAD:src')}${changed ? '+changes' : ''}`;
}

const targets = chosenTargets();
mkdirSync(FINDINGS, { recursive: true });
if (values.first !== undefined) await repeat(targets[0]!, Number(values.first));
else await run(Number(values.total), Number(values.processes));

/** One input again, and what becomes of it. */
async function repeat({ id }: FuzzTarget, first: number): Promise<void> {
  const file = values.file === undefined ? {} : { file: values.file };
  const place = join(FOLDER, `place-repeat-${process.pid}`);
  const outcome = await runChunk({ target: id, seed, first, inputs: 1, place, ...file });
  rmSync(place, { force: true });
  const what = outcome.kind === 'died' ? outcome.what : outcome.report.findings[0]?.what;
  console.log(
    what ?? (outcome.kind === 'done' && outcome.report.rejected ? 'refused' : 'accepted'),
  );
  if (what !== undefined) process.exitCode = 1;
}

async function run(total: number, processes: number): Promise<void> {
  const path = join(FOLDER, 'journal.jsonl');
  if (values.fresh) rmSync(path, { force: true });
  const journal = new Journal(path);
  const version = versionOf();
  const plan = planTargets(targets, total);
  const counted = (): Chunk[] =>
    journal.chunks.filter(
      (chunk) => chunk.seed === seed && (!values.current || chunk.version === version),
    );
  const busy = new Map<string, Range[]>();
  const doneOf = ({ target }: PlannedTarget): Range[] =>
    counted().filter((chunk) => chunk.target === target.id);
  const left = (): number =>
    plan.reduce((sum, one) => sum + Math.max(0, one.inputs - covered(doneOf(one))), 0);
  const begun = performance.now();
  const leftAtFirst = left();
  const progress = setInterval(() => {
    const [now, found] = [left(), counted().flatMap(({ findings }) => findings).length];
    console.log(describeProgress(leftAtFirst - now, now, performance.now() - begun, found));
  }, PROGRESS_MS);

  /** The target of which the least part is done or being done, and its next inputs. */
  const next = (): { planned: PlannedTarget; range: Range } | null => {
    const open = plan.flatMap((planned) => {
      const taken = [...doneOf(planned), ...(busy.get(planned.target.id) ?? [])];
      const range = nextRange(taken, planned.inputs, planned.chunk);
      return range === null ? [] : [{ planned, range, part: covered(taken) / planned.inputs }];
    });
    return open.sort((a, b) => a.part - b.part)[0] ?? null;
  };

  const work = async (worker: number): Promise<void> => {
    for (let task = next(); task !== null; task = next()) {
      const { target } = task.planned;
      const own = busy.get(target.id) ?? [];
      busy.set(target.id, [...own, task.range]);
      await runRange(journal, target, task.range, version, join(FOLDER, `place-${worker}`));
      busy.set(
        target.id,
        busy.get(target.id)!.filter((range) => range !== task!.range),
      );
    }
  };
  await Promise.all(Array.from({ length: processes }, (_, worker) => work(worker)));
  clearInterval(progress);
  for (const one of plan) {
    const chunks = counted().filter(({ target }) => target === one.target.id);
    console.log(describeChunks(one.target.id, chunks));
  }
  console.log(describeChunks('in all', counted(), version));
  if (counted().some(({ findings }) => findings.length > 0)) process.exitCode = 1;
}

/** Does a range, and what is left of it after an input that ends the process. */
async function runRange(
  journal: Journal,
  target: FuzzTarget,
  range: Range,
  version: string,
  place: string,
): Promise<void> {
  const end = range.first + range.count;
  for (let first = range.first, stop = end; first < end; ) {
    const begun = performance.now();
    const outcome = await runChunk({ target: target.id, seed, first, inputs: stop - first, place });
    const seconds = Number(((performance.now() - begun) / 1000).toFixed(1));
    const shared = { target: target.id, seed, first, seconds, version };
    if (outcome.kind === 'done') {
      const { inputs: count, target: _, ...report } = outcome.report;
      journal.add({ ...shared, count, ...report, peakMemory: outcome.peakMemory });
      for (const finding of report.findings) await keep(target, finding);
      [first, stop] = [stop, end];
      continue;
    }
    const { input, what } = outcome;
    if (input === null) throw new Error(`${target.id} does not start: ${what}`);
    if (input > first) {
      // What came before is sound: it is done again, and counted.
      stop = input;
      continue;
    }
    const findings = [{ input, what }];
    const nothing = { accepted: 0, rejected: 0, largestAllocation: 0, slowest: 0, peakMemory: 0 };
    journal.add({ ...shared, count: 1, findings, ...nothing });
    await keep(target, findings[0]!);
    [first, stop] = [input + 1, end];
  }
}

async function keep(target: FuzzTarget, { input, what }: Finding): Promise<void> {
  const file = join(FINDINGS, `${target.id}-${seed}-${input}`);
  writeFileSync(file, makeInput(target, await target.seeds(), seed, input));
  console.log(
    `${target.id}, input ${input}: ${what}\n` +
      `  repeat: npm run fuzz -- --target ${target.id} --seed ${seed} --first ${input} --file ${file}`,
  );
}
