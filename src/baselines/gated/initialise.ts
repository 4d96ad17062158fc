/** Where the training of gated networks starts. Each part of θ draws from a stream of its own. */
import { exp, log } from '../../core/math.ts';
import { Random } from '../../core/random.ts';
import { GATES, part } from './layout.ts';
import type { GatedNetwork } from './network.ts';

/** What an LSTM starts its forget gates with, so that it remembers (Jozefowicz et al., 2015). */
const FORGET_BIAS = 1;
/** Periods of time gates, in steps. */
const SHORTEST_PERIOD = 10;
const LONGEST_PERIOD = 100;
/** Steps in which a time gate is open, at least: less might never be hit. */
const LEAST_OPEN_STEPS = 2;

/**
 * Writes θ: matrices and peepholes uniform within ±1/√N, N being the units of the layer, or those that a dense layer
 * and the readout see; biases 0, but for forget gates. Time gates have periods of 10 to 100 steps, log-uniform, and
 * uniform shifts.
 * @param open least share of its period in which a time gate is open
 */
export function initialise(
  { layout, shape, options, weights }: GatedNetwork,
  seed: number,
  open: number,
): void {
  const { cell, units, dense } = shape;
  const draw = (name: string, value: (random: Random) => number) => {
    const values = part(layout, weights, name);
    const random = new Random(seed, `weights/train/${name}`);
    for (let k = 0; k < values.length; k++) values[k] = value(random);
  };
  const uniform = (name: string, fanIn: number) => {
    const bound = 1 / Math.sqrt(fanIn);
    draw(name, (random) => bound * (2 * random.uniform() - 1));
  };
  units.forEach((count, l) => {
    for (const name of ['W', 'U', 'p']) uniform(`layers.${l}.${name}`, count);
    const forget = (GATES[cell] as readonly string[]).indexOf('f');
    const bias = part(layout, weights, `layers.${l}.b`);
    if (forget >= 0) bias.fill(FORGET_BIAS, forget * count, (forget + 1) * count);
    const [low, high] = [log(SHORTEST_PERIOD), log(LONGEST_PERIOD)];
    draw(`layers.${l}.tau`, (random) => options.dt * exp(low + (high - low) * random.uniform()));
    const tau = part(layout, weights, `layers.${l}.tau`);
    draw(`layers.${l}.shift`, (random) => random.uniform());
    const shift = part(layout, weights, `layers.${l}.shift`);
    const share = part(layout, weights, `layers.${l}.open`);
    tau.forEach((period, i) => {
      shift[i]! *= period;
      share[i] = Math.max(open, (LEAST_OPEN_STEPS * options.dt) / period);
    });
  });
  const last = units.at(-1)!;
  uniform('dense.W', last);
  uniform('readout.W', dense ?? last);
}
