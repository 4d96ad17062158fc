/** What networks of gated cells take, very roughly: they multiply all their matrices at every step. */
import { GATES } from '../baselines/gated/layout.ts';
import { gatedPlan } from '../baselines/gated/settings.ts';
import type { GatedName } from '../baselines/names.ts';
import type { ExperimentConfig } from '../config/schema.ts';

/** Work of a product at a step, beside that of a connection for spikes. */
const PRODUCT_WORK = 4;

/** Of a gradient pass, in the unit of `liquidCost`. */
export function gatedCost(name: GatedName, { network, baselines }: ExperimentConfig): number {
  const { layers, cell } = gatedPlan(name, baselines);
  const units = layers ?? network.layers.map(({ neurons }) => neurons);
  const products = units.map((count, l) => count * (count + (units[l - 1] ?? 0)));
  return PRODUCT_WORK * GATES[cell].length * products.reduce((sum, one) => sum + one, 0);
}
