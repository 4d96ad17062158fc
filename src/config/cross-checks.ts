/** What no single setting can tell: settings that are possible alone but not together. */
import { type ConfigLayer, formatPath, type KeyPath, valueAt } from './merge.ts';
import { valueProblem } from './problems.ts';
import type { ExperimentConfig } from './schema.ts';

/** @throws MotifsmithError (`usage`) naming key, value and what is allowed */
export function crossCheck(config: ExperimentConfig, layers: readonly ConfigLayer[]): void {
  checkNetwork(config, layers);
  checkPlasticity(config, layers);
}

function fail(
  config: ExperimentConfig,
  path: KeyPath,
  allowed: string,
  layers: readonly ConfigLayer[],
  remedy: string,
): never {
  throw valueProblem(path, valueAt(config, path), allowed, layers, remedy);
}

function checkNetwork(config: ExperimentConfig, layers: readonly ConfigLayer[]): void {
  const { motifSizes, boundary, layers: hidden } = config.network;
  if (!hidden.some(({ kind }) => kind === 'scml')) {
    const remedy = 'Make at least one hidden layer an scml layer: its motif is what is designed.';
    fail(config, ['network', 'layers'], 'a list with at least one scml layer', layers, remedy);
  }
  motifSizes.forEach((size, k) => {
    const path = ['network', 'motifSizes', k];
    if (k > 0 && size <= motifSizes[k - 1]!) {
      fail(config, path, `above ${motifSizes[k - 1]}`, layers, 'Sort the motif sizes, each once.');
    }
    hidden.forEach(({ kind, neurons }, l) => {
      if (kind !== 'scml') return;
      const owner = formatPath(['network', 'layers', l]);
      if (size > neurons) {
        const remedy = 'Choose a smaller motif or a larger layer.';
        fail(config, path, `at most ${neurons}, the neurons of ${owner}`, layers, remedy);
      }
      if (boundary === 'ring' && Math.ceil(neurons / size) < 3) {
        const allowed = `small enough for three motifs in the ${neurons} neurons of ${owner}`;
        fail(config, path, allowed, layers, 'Choose a smaller motif, or network.boundary=open.');
      }
    });
  });
}

function checkPlasticity(config: ExperimentConfig, layers: readonly ConfigLayer[]): void {
  const { mode, bounds } = config.search.plasticity;
  const { tauMembrane } = config.network;
  if (mode === 'off') return;
  const path = ['search', 'plasticity', 'bounds'];
  if (bounds[0] >= bounds[1]) {
    fail(config, path, 'two numbers, the first below the second', layers, 'Swap the bounds.');
  }
  if (bounds[0] * tauMembrane < 1) {
    const remedy = 'Raise the lower bound or network.tauMembrane.';
    const allowed = `a lower bound of at least ${1 / tauMembrane}, so that τ stays at 1 step or more`;
    fail(config, path, allowed, layers, remedy);
  }
}
