/**
 * `npm run crash -- [--kills 1000] [--seed 1] [--minutes 60] [--scenario id,…] [--mode mode,…]
 * [--contenders 2] [--first 0] [--fresh]`: disturbs the built command line again and again, and
 * prints a line for each scenario. It can be stopped and continued: what is done is in
 * `build/crash/*.jsonl`. `--first N --kills 1` repeats trial N. Exit code 1 if anything was found.
 */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Harness, type Undisturbed } from './harness.ts';
import { describeEntries, type Entry, Journal } from './journal.ts';
import { MODES, planTrial } from './plan.ts';
import { SCENARIOS } from './scenarios.ts';
import { runTrial } from './trial.ts';

/** Shown of one trial; the journal has all of them. */
const MOST_FAULTS = 5;

const PROJECT = join(import.meta.dirname, '../..');
const MAIN = join(PROJECT, 'dist/cli/main.js');

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '60' },
    scenario: { type: 'string', default: SCENARIOS.map(({ id }) => id).join(',') },
    mode: { type: 'string', default: MODES.join(',') },
    contenders: { type: 'string', default: '2' },
    first: { type: 'string', default: '0' },
    fresh: { type: 'boolean', default: false },
  },
});
const [kills, seed, minutes, contenders, first] = [
  ...[values.kills, values.seed, values.minutes, values.contenders, values.first].map(Number),
] as [number, number, number, number, number];

function refuse(problem: string): never {
  console.error(problem);
  process.exit(2);
}

/** The items that are named. */
function chosen<Item>(
  names: string,
  items: readonly Item[],
  nameOf: (item: Item) => string,
): Item[] {
  return names.split(',').map((name) => {
    const found = items.find((item) => nameOf(item) === name);
    return found ?? refuse(`There is no ${name}: ${items.map(nameOf).join(', ')}`);
  });
}

const scenarios = chosen(values.scenario, SCENARIOS, ({ id }) => id);
const modes = chosen(values.mode, MODES, (mode) => mode);
if (!existsSync(MAIN)) refuse(`There is no ${MAIN}: npm run build`);
const name = [
  ...[`seed-${seed}`, `contenders-${contenders}`, `first-${first}`],
  ...(modes.length < MODES.length ? [modes.join('-')] : []),
  ...(scenarios.length < SCENARIOS.length ? [scenarios.map(({ id }) => id).join('-')] : []),
].join('-');
const folder = join(PROJECT, 'build/crash');
mkdirSync(folder, { recursive: true });
const file = join(folder, `${name}.jsonl`);
if (values.fresh) rmSync(file, { force: true });
const journal = new Journal(file);
const harness = await Harness.open(join(folder, name), MAIN);
const undisturbed = new Map<string, Undisturbed>();
const deadline = performance.now() + minutes * 60_000;

while (journal.strikes < kills && performance.now() < deadline) {
  const index = first + journal.entries.length;
  const scenario = scenarios[index % scenarios.length]!;
  if (!undisturbed.has(scenario.id)) {
    undisturbed.set(scenario.id, await harness.undisturbed(scenario));
  }
  const base = undisturbed.get(scenario.id)!;
  const plan = planTrial(seed, index, base.calls, modes, contenders);
  const begun = performance.now();
  const result = await runTrial(harness, scenario, plan, base);
  const seconds = Number(((performance.now() - begun) / 1000).toFixed(1));
  journal.add({ index, scenario: scenario.id, mode: plan.mode, seconds, ...result });
  if (result.faults.length > 0) {
    console.log(`trial ${index}, ${scenario.id}, ${result.struck.join(', ')}:`);
    for (const fault of result.faults.slice(0, MOST_FAULTS)) console.log(`  ${fault}`);
  }
}

const { entries } = journal;
const part = (title: string, isOne: (entry: Entry) => boolean): void => {
  const own = entries.filter(isOne);
  if (own.length > 0) console.log(describeEntries(title, own));
};
for (const { id } of scenarios) part(id, ({ scenario }) => scenario === id);
for (const mode of modes) part(`mode ${mode}`, (entry) => entry.mode === mode);
console.log(describeEntries('in all', entries));
if (journal.strikes < kills) console.log('Not all yet: the same command continues.');
if (entries.some(({ faults }) => faults.length > 0)) process.exitCode = 1;
