/**
 * `npm run crash -- [--kills 200] [--seed 1] [--scenario id] [--mode kill] [--contenders 2]`
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Laboratory } from './laboratory.ts';
import { MODES, type Mode, planTrial } from './plan.ts';
import { SCENARIOS } from './scenarios.ts';
import { runTrial } from './trial.ts';

const PROJECT = join(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    scenario: { type: 'string' },
    mode: { type: 'string' },
    contenders: { type: 'string', default: '2' },
    first: { type: 'string', default: '0' },
  },
});
const folder = join(PROJECT, 'build/crash');
mkdirSync(folder, { recursive: true });
const laboratory = await Laboratory.open(folder, join(PROJECT, 'dist/cli/main.js'));
const scenarios = SCENARIOS.filter(
  ({ id }) => !values.scenario || values.scenario.split(',').includes(id),
);
const modes: readonly Mode[] = values.mode ? (values.mode.split(',') as Mode[]) : MODES;
const bases = new Map();
let kills = 0;
for (let index = Number(values.first); kills < Number(values.kills); index++) {
  const scenario = scenarios[index % scenarios.length]!;
  if (!bases.has(scenario.id)) bases.set(scenario.id, await laboratory.undisturbed(scenario));
  const base = bases.get(scenario.id);
  const plan = planTrial(Number(values.seed), index, base.calls, modes, Number(values.contenders));
  const begun = performance.now();
  const result = await runTrial(laboratory, scenario, plan, base);
  kills += result.strikes;
  console.log(
    `${index} ${scenario.id} ${plan.mode} ${Math.round(performance.now() - begun)} ms, ${result.blocked} blocked, ${result.entries} entries: ${result.struck.join('; ')}`,
  );
  for (const fault of result.faults) console.log(`   FAULT ${fault}`);
}
