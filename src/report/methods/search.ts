/** The search in a methods paragraph: how it finds an architecture, with every parameter. */
import type { ExperimentConfig } from '../../config/schema.ts';
import { counted, list, percent, settingText } from '../../view/format.ts';
import { optimiserText } from './training.ts';

const CUT_TEXTS = {
  argmax: 'the most probable',
  perturbation:
    'what the network loses least with on validation samples (selection by perturbation)',
} as const;

/** How several motifs are compared. */
const comparisonText = (reduction: number): string =>
  reduction === 1
    ? 'an equal share each'
    : `by successive halving that keeps one in ${settingText(reduction)}`;

function relaxationText({
  kind,
  temperature: [start, end],
  entropyPenalty,
  warmUpEpochs,
}: ExperimentConfig['search']['relaxation']): string {
  const parts = [
    kind === 'softmax'
      ? 'Each pass mixes all alternatives by their softmax'
      : 'Each pass samples one size and one type a connection (straight-through Gumbel-softmax)',
    start === end
      ? start === 1
        ? null
        : `temperature ${settingText(start)}`
      : `temperature falling from ${settingText(start)} to ${settingText(end)}`,
    entropyPenalty === 0 ? null : `entropy penalty rising to ${settingText(entropyPenalty)}`,
    warmUpEpochs === 0 ? null : `logits fixed for the first ${counted(warmUpEpochs, 'epoch')}`,
  ];
  return `${parts.filter((part) => part !== null).join(', ')}.`;
}

const finalistText = ({ finalists, reduction }: ExperimentConfig['search']): string =>
  `${counted(finalists.count, 'finalist')}, the motif decided on, motifs sampled from the probabilities${finalists.fromPrior === 0 ? '' : ` and ${finalists.fromPrior} drawn at random`}, share ${counted(finalists.sharedEpochs, 'epoch')} of training from ${finalists.inherit ? 'the weights of the supernet' : 'fresh weights'}, ${comparisonText(reduction)}; the best on the validation half is taken.`;

function evolutionText(
  { evolution, candidates, finalists, reduction }: ExperimentConfig['search'],
  budget: string,
  weights: string,
): string {
  const { population, sample, sizeRate, rowRate, typeRate, inherit } = evolution;
  const mutations = [
    ...(sizeRate === 0 ? [] : [`${percent(sizeRate)} change the motif size`]),
    ...(rowRate === 0
      ? []
      : [`${percent(rowRate)} draw all connections to a neuron of the motif again`]),
    `the others change the types of ${percent(typeRate)} of the connections, of one at least`,
  ];
  return [
    `Aging evolution tries ${counted(candidates, 'architecture')} on what HRMAS would spend on ${budget}, ${finalists.count === 1 ? '' : 'but for the finalists, '}an equal share each: ${population} random ones, then one after the other a mutation of the best of ${sample} drawn from the last ${population}. Of the mutations, ${list(mutations)}. Training starts from ${inherit ? 'the weights of the parent where connections survive' : 'fresh weights'}.`,
    finalists.count === 1
      ? 'The best on the validation half is taken.'
      : `The best ${finalists.count} share ${counted(finalists.sharedEpochs, 'epoch')} of training from ${finalists.inherit ? 'their own' : 'fresh'} weights, ${comparisonText(reduction)}; the best of them on the validation half is taken.`,
    weights,
  ].join(' ');
}

/** What a network takes has a price, or nothing. */
function objectiveText({ connections, spikes, synops }: ExperimentConfig['search']['objective']) {
  const prices = [
    connections === 0 ? null : `${settingText(connections)} on recurrent connections`,
    spikes === 0 ? null : `${settingText(spikes)} on spikes`,
    synops === 0 ? null : `${settingText(synops)} on synaptic operations`,
  ].filter((part) => part !== null);
  if (prices.length === 0) return [];
  return [
    `Accuracy is weighed against prices of ${list(prices)}, each in accuracy or loss for all that the search space allows.`,
  ];
}

/** How an architecture is searched for. */
export function searchText({ search }: ExperimentConfig): string {
  const { plasticity, architecture, initialTypeLogits } = search;
  const budget = `${counted(search.sizeEpochs, 'epoch')} for motif sizes and ${search.typeEpochs} for connection types`;
  const weights = `Weights during the search: ${optimiserText(search.weights)}.`;
  const priced = [...objectiveText(search.objective), weights].join(' ');
  if (search.strategy === 'random') {
    return `Random search draws ${counted(search.candidates, 'architecture')} from the same space, trains them on what HRMAS would spend on ${budget}, ${comparisonText(search.reduction)}, and keeps the best on the validation half. ${priced}`;
  }
  if (search.strategy === 'evolution') return evolutionText(search, budget, priced);
  const rule =
    plasticity.mode === 'off'
      ? 'Intrinsic plasticity is off.'
      : `After each iteration, intrinsic plasticity (SpiKL-IP, ${plasticity.mode} mode) adapts R and τ on ${counted(plasticity.window, 'training sample')}: target rate μ ${plasticity.targetRate} spikes per step, learning rate γ ${plasticity.learningRate}, calcium time constant ${plasticity.tauCalcium} steps${plasticity.rateDivisor === 'tauCalcium' ? '' : ' (less 1 as the divisor of the rate)'}, least rate ${plasticity.minimumRate}, bounds ${plasticity.bounds[0]} and ${plasticity.bounds[1]} times the membrane time constant.`;
  return [
    `The search is HRMAS of order ${search.order}: ${budget}, a cut to ${CUT_TEXTS[search.selection.kind]} after each; one half of the training samples for the weights, the other for the architecture.`,
    `Architecture logits: Adam (learning rate ${architecture.learningRate}; β ${architecture.beta1} and ${architecture.beta2}; ε ${architecture.epsilon}; weight decay ${architecture.weightDecay}); type logits start at ${initialTypeLogits.exc} (excitatory), ${initialTypeLogits.inh} (inhibitory) and ${initialTypeLogits.none} (absent).`,
    relaxationText(search.relaxation),
    ...objectiveText(search.objective),
    weights,
    rule,
    ...(search.finalists.count === 1 ? [] : [finalistText(search)]),
    `The architecture found is trained ${search.keepWeights ? 'on from the weights of the search' : 'from scratch'}, ${search.keepIntrinsic ? 'with the R and τ of the search' : 'with R and τ at their defaults'}.`,
  ].join(' ');
}
