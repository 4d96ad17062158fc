/**
 * `npm run queue-faults -- [--faults 100] [--seed 1] [--minutes 30] [--only "a worker is killed,…"]`: studies in a
 * queue, each disturbed a few times at random moments, until there have been enough faults. Needs `npm run build`
 * and redis-server. Exit code 1 if anything was found.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Random } from '../../src/core/random.ts';
import { FAULTS } from './faults.ts';
import { Harness } from './harness.ts';
import { runTrial } from './trial.ts';

const PROJECT = join(import.meta.dirname, '../..');
/** Faults in one study. */
const EACH = 5;
const WORKERS = 3;

const { values } = parseArgs({
  options: {
    faults: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '30' },
    only: { type: 'string', default: Object.keys(FAULTS).join(',') },
  },
});
const names = values.only.split(',');
const unknown = names.find((name) => !Object.hasOwn(FAULTS, name));
if (unknown !== undefined)
  throw new Error(`There is no "${unknown}": ${Object.keys(FAULTS).join(', ')}`);
const seed = Number(values.seed);
const deadline = performance.now() + Number(values.minutes) * 60_000;
const harness = await Harness.open(
  join(PROJECT, 'dist/cli/main.js'),
  join(PROJECT, 'build/queue-faults'),
  WORKERS,
);
const count = new Map(names.map((name) => [name, 0]));
let [faults, found] = [0, 0];
try {
  for (let study = 1; faults < Number(values.faults) && performance.now() < deadline; study++) {
    const random = new Random(seed, `choice of faults ${study}`);
    const chosen = Array.from(
      { length: EACH },
      () => names[Math.floor(random.uniform() * names.length)]!,
    );
    const result = await runTrial(harness, chosen, seed * 10_000 + study);
    faults += result.faults.length;
    for (const name of result.faults) count.set(name, count.get(name)! + 1);
    console.log(
      `study ${study}: ${result.faults.join(', ')}: ${result.problems.join('; ') || 'same bytes'}`,
    );
    found += result.problems.length;
    if (result.problems.length === 0) continue;
    for (const { said } of harness.workers) console.log(said().slice(-3000));
    console.log(harness.client?.said().slice(-3000));
    break;
  }
} finally {
  await harness.close();
}
for (const [name, times] of count) console.log(`${String(times).padStart(4)}  ${name}`);
console.log(`${faults} faults, ${found} problems`);
process.exitCode = found > 0 ? 1 : 0;
