/** A selection by perturbation at the end of a stage, with what it needs of the search around it. */
import { learningRateAt } from '../../training/settings.ts';
import { type BatchSource, ipWindow } from '../batches.ts';
import { plasticitySettings } from '../settings.ts';
import type { StrategyInput } from '../strategy.ts';
import type { Stage } from './calendar.ts';
import { weightStep } from './iteration.ts';
import type { Prices } from './price.ts';
import { type Moment, relaxLayers } from './relaxation.ts';
import type { SearchedNetwork } from './searched-network.ts';
import { PerturbationSelection, type SelectionState } from './selection.ts';

interface Surroundings {
  readonly input: StrategyInput;
  readonly network: SearchedNetwork;
  /** Batches for the weights. */
  readonly train: BatchSource;
  readonly prices: Prices;
}

interface SelectionPlace {
  readonly stage: Stage;
  /** The end of the stage. */
  readonly moment: Moment;
  /** Updates of fine-tuning in the whole selection. */
  readonly updates: number;
}

export function newSelection(
  { input, network: searchedNetwork, train, prices }: Surroundings,
  { stage, moment, updates }: SelectionPlace,
  state: SelectionState | null,
): PerturbationSelection {
  const { settings, template, valid, seed } = input;
  const { network, searched } = searchedNetwork;
  const { weights, plasticity, relaxation, selection } = settings;
  const rule = plasticitySettings(plasticity, template.neuron);
  const name = `${stage}.selection`;
  const window = (update: number) =>
    rule ? ipWindow(input.train, plasticity.window, seed, name, update) : [];
  return new PerturbationSelection(
    {
      network,
      searched,
      stage,
      settings: selection,
      ...prices,
      valid,
      batchSize: weights.batchSize,
      seed,
      updates,
      relax: (pass) => relaxLayers(searched, relaxation, moment, pass),
      averaged: (work) => searchedNetwork.averaged(work),
      fineTune: async (update) => {
        await weightStep({
          network,
          train: train.batch(name, update),
          window: window(update),
          weights: { ...weights, learningRate: learningRateAt(weights, update, updates) },
          plasticity: rule,
          position: { stage: name, epoch: 1, batch: update + 1 },
        });
        searchedNetwork.updated();
      },
    },
    state,
  );
}
