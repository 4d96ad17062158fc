/**
 * The table of effects of a neuron over a sample of so many steps, from random trains. It belongs to no seed and to no
 * weights, so a process draws it once.
 */
import { MotifsmithError } from '../../core/errors.ts';
import { Random } from '../../core/random.ts';
import { type EffectTable, effectTable, fitQuartic, LEAST_COUNTS } from './effect-table.ts';
import { counted, type SpikeTrainNeuron, type Train } from './network.ts';
import { spikePairs } from './s-psp.ts';

const MOST_COUNT = 60;
const PAIRS = 200;

/** So many different numbers below n, ascending (Floyd). */
function choose(n: number, count: number, random: Random): number[] {
  const chosen = new Set<number>();
  for (let k = n - count; k < n; k++) {
    const drawn = random.integer(k + 1);
    chosen.add(chosen.has(drawn) ? k : drawn);
  }
  return [...chosen].sort((a, b) => a - b);
}

/** Times of spikes, all of which are equally likely that keep the refractory time. */
const randomTimes = (count: number, steps: number, refractory: number, random: Random): number[] =>
  choose(steps - (count - 1) * refractory, count, random).map((t, k) => t + k * refractory);

function trainAt(times: readonly number[], steps: number): Train {
  const offsets = new Uint32Array(steps + 1);
  let count = 0;
  for (let t = 0; t < steps; t++) {
    if (times[count] === t) count += 1;
    offsets[t + 1] = count;
  }
  return { offsets, neurons: new Uint32Array(count) };
}

function draw(neuron: SpikeTrainNeuron, steps: number): EffectTable {
  const { refractory } = neuron;
  const most = Math.min(MOST_COUNT, Math.floor((steps + refractory) / (1 + refractory)));
  if (most < LEAST_COUNTS) {
    throw new MotifsmithError('data', `Samples have ${steps} steps, too few for ST-RSBP.`, {
      where: 'train',
      remedy: 'Use shorter steps (data.binMs), or another method.',
    });
  }
  const random = new Random(0, 'st-rsbp/effect-table');
  const trains = Array.from({ length: most }, (_, k) =>
    Array.from({ length: PAIRS }, () => randomTimes(k + 1, steps, refractory, random)),
  );
  const rows = trains.map((sources) => {
    const sums = new Float64Array(most);
    sources.forEach((times, pair) => {
      const psp = spikePairs(neuron, counted(trainAt(times, steps), 1));
      // Never a train with itself.
      for (let o = 0; o < most; o++) sums[o]! += psp(trains[o]![(pair + 1) % PAIRS]!);
    });
    return fitQuartic(sums.map((sum) => sum / PAIRS));
  });
  return effectTable(rows, most);
}

const drawn = new Map<string, EffectTable>();

/** @throws MotifsmithError `data` if the samples are too short for any */
export function drawnTable(neuron: SpikeTrainNeuron, steps: number): EffectTable {
  const key = JSON.stringify([neuron, steps]);
  const table = drawn.get(key) ?? draw(neuron, steps);
  drawn.set(key, table);
  return table;
}
