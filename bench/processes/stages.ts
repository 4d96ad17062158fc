/**
 * Iterations of every stage of a whole search on real recordings, as a user's run does them:
 * arguments are the data file, the workers and the iterations a stage. Prints JSON.
 */

import { loadConfig } from '../../src/config/load.ts';
import { Random } from '../../src/core/random.ts';
import { subset } from '../../src/data/events/sample-source.ts';
import { createEngine } from '../../src/experiment/engines.ts';
import { openData } from '../../src/experiment/experiment-data.ts';
import { openMemberJob } from '../../src/experiment/member-job.ts';
import { peakMemory } from '../memory.ts';
import type { StageTimes } from '../search-cost.ts';
import { median } from '../statistics.ts';

const [path, workers, iterations] = process.argv.slice(2) as [string, string, string];
const { config } = await loadConfig({
  source: 'ti46-alpha',
  sets: [],
  options: [],
  dataPath: path,
});
const data = await openData(config.data);

// So many recordings, drawn at random, that an epoch of each stage has the iterations asked for.
const { batchSize } = config.search.weights;
const count = 2 * batchSize * Number(iterations);
const order = new Random(1, 'bench/search').permutation(data.train.length);
const train = subset(data.train, order.subarray(0, count));
const test = subset(data.test, Uint32Array.of(0));
let steps = 0;
for (let k = 0; k < count; k++) steps += train.read(k).steps / count;

const few = {
  ...config,
  search: { ...config.search, sizeEpochs: 1, typeEpochs: 1 },
  training: { ...config.training, epochs: 1 },
};
const opened = await openMemberJob(
  { name: 'bench', task: { command: 'search' }, config: few },
  { method: 'search', seed: 1 },
  {
    engine: await createEngine('wasm', Number(workers)),
    data: { ...data, train, validation: null, test },
  },
  null,
);
const { job } = opened;
const times: Record<string, number[]> = {};
while (!job.finished) {
  const { stage, work } = job.progress();
  const begin = performance.now();
  await job.advance();
  const ms = performance.now() - begin;
  // Looks at the validation half and at the test sample are no iterations.
  if (job.finished || job.progress().work - work < batchSize) continue;
  times[stage] ??= [];
  times[stage].push(ms);
}
job.dispose();
const stages = Object.fromEntries(
  // The first iteration of a stage reserves memory and, in the first stage, compiles.
  Object.entries(times).map(([stage, all]) => [stage, median(all.slice(1))]),
);
const report: StageTimes = { batchSize, steps, stages, rssMB: peakMemory() };
console.log(JSON.stringify(report));
