/**
 * The methods paragraph: what was done, in words that a paper can take over, with every parameter.
 * Text that follows from the configuration is the same for runs and studies.
 */
import type { JSX } from 'preact';
import {
  type BaselineArchitecture,
  isLiquid,
  type LiquidArchitecture,
} from '../baselines/architecture-schema.ts';
import type { GatedArchitecture } from '../baselines/gated/architecture.ts';
import { isGatedName } from '../baselines/names.ts';
import type { StRsbpArchitecture } from '../baselines/st-rsbp/architecture.ts';
import { type Citation, citationsOf, type Work } from '../citation/cited.ts';
import { referenceText } from '../citation/plain-text.ts';
import { REFERENCES } from '../citation/references.ts';
import type { ExperimentConfig } from '../config/schema.ts';
import type { Loss } from '../engine/loss.ts';
import type { Rule } from '../engine/rule.ts';
import { memberTraining } from '../run/schema/member-training.ts';
import type { DataRecord, Method } from '../run/schema/plan.ts';
import type { WeightSettings } from '../training/settings.ts';
import { count, counted, list, percent, settingText, significant } from '../view/format.ts';
import { irregularityText } from '../view/irregularities.ts';
import { METHODS } from '../view/method-names.ts';
import { CELLS, LAYERS, LIQUIDS, LOSSES, READOUT_LOSSES, RULES } from '../view/names.ts';

const range = (values: readonly number[]): string => list(values.map((value) => String(value)));

const DISTRIBUTIONS = {
  uniform: 'uniformly',
  'log-uniform': 'log-uniformly',
  gamma: 'from a gamma distribution',
} as const;

/** How time constants differ, and which ones are chosen; nothing where all neurons start alike. */
function timeConstantTexts({
  tauSpread,
  tauCandidates,
}: ExperimentConfig['network']): readonly string[] {
  const texts: string[] = [];
  if (tauSpread.kind !== 'none') {
    const among =
      tauSpread.kind === 'gamma'
        ? `with a mean of 1 and a shape of ${tauSpread.shape}`
        : `between ${tauSpread.range[0]} and ${tauSpread.range[1]}`;
    const owner =
      tauSpread.per === 'neuron' ? 'each hidden neuron' : 'each position of the motif of a layer';
    texts.push(
      `The membrane time constant and the resistance with which neurons start are multiplied by a factor that ${owner} draws ${DISTRIBUTIONS[tauSpread.kind]} ${among}.`,
    );
  }
  if (tauCandidates.length > 0) {
    texts.push(
      `For every position in the motif, the search chooses the membrane time constant at the start among ${range(tauCandidates)} times that of the network.`,
    );
  }
  return texts;
}

/** How the network is built and what its neurons are. */
export function networkText({ network }: ExperimentConfig): string {
  const layers = network.layers.map(
    ({ kind, neurons }) => `a ${LAYERS[kind].description} of ${counted(neurons, 'neuron')}`,
  );
  return [
    `The network has ${list(layers)} and one output neuron per class.`,
    `Neurons are leaky integrate-and-fire with a membrane time constant of ${network.tauMembrane} steps at the start, a synaptic time constant of ${network.tauSynapse} steps, a threshold of ${network.threshold} and reset to zero (equations 1 to 4 of Zhang, Geng and Li 2024).`,
    ...timeConstantTexts(network),
    `Candidate motif sizes are ${range(network.motifSizes)}; connections between neighbouring motifs are ${network.lateral ? 'part of the search space' : 'left out'}, and the ${network.boundary === 'open' ? 'first and last motif have one neighbour each' : 'first and last motif are neighbours'}.`,
    `Inhibitory recurrent weights are fixed at ${network.inhibitoryWeight}; excitatory ones are trained and kept at 0 or above.`,
  ].join(' ');
}

function ruleText(rule: Rule): string {
  const { label } = RULES[rule.kind];
  return rule.kind === 'stbp' ? `${label} (half-width ${rule.halfWidth})` : label;
}

function lossText(loss: Loss): string {
  const { description } = LOSSES[loss.kind];
  if (loss.kind !== 'cross-entropy') return `${description} as loss`;
  return `${description} as loss, with a sharpness of ${loss.sharpness} and a reference of ${loss.reference}`;
}

/** What minimises a loss, and on what. */
function updateText(settings: WeightSettings, ownParts: readonly (string | null)[]): string {
  const { decoupledWeightDecay, clipGradientNorm, augmentation } = settings;
  const { averageWeights, classWeights } = settings;
  const extras = [
    ...ownParts,
    classWeights === 'none' ? null : 'samples weighted so that every class counts the same',
    decoupledWeightDecay === 0 ? null : `decoupled weight decay ${decoupledWeightDecay}`,
    clipGradientNorm === null ? null : `gradients scaled down to a norm of ${clipGradientNorm}`,
    averageWeights === 0
      ? null
      : `evaluated and kept as an exponential moving average of the weights (decay ${averageWeights})`,
  ].filter((part) => part !== null);
  const changes = Object.entries(augmentation)
    .filter(([, value]) => value !== 0)
    .map(([key, value]) => `${key} ${settingText(value)}`);
  return [
    `Adam (learning rate ${settings.learningRate}, ${settings.schedule}; β ${settings.beta1} and ${settings.beta2}; ε ${settings.epsilon}) on batches of ${counted(settings.batchSize, 'sample')}`,
    ...extras,
    changes.length > 0
      ? `training samples augmented at random (${changes.join(', ')})`
      : 'training samples as recorded',
  ].join(', ');
}

function optimiserText(settings: WeightSettings): string {
  const { clipFeedforward, initialExcitatoryWeight } = settings;
  const own = [
    `excitatory weights starting at ${initialExcitatoryWeight}`,
    clipFeedforward === null ? null : `feedforward weights kept within ±${clipFeedforward}`,
  ];
  return `${lossText(settings.loss)}, ${updateText(settings, own)}`;
}

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

/** What the architecture `stbp` has in place of the network's own neurons. */
function stbpText({ kappa, kappaPerMs, threshold }: ExperimentConfig['baselines']['stbp']): string {
  const kept = kappaPerMs === null ? `κ ${kappa} per step` : `κ ${kappaPerMs} per millisecond`;
  return `The network of ${METHODS.stbp.label} has feedforward layers of the same sizes, no synaptic filter, a potential that decays with ${kept}, a threshold of ${threshold} and trained biases; weights and biases start uniformly within ±1/√fan-in.`;
}

/** For how long, and what ends it. */
function lengthTexts({ epochs, earlyStopping: { patience } }: ExperimentConfig['training']) {
  if (patience === null) return { length: counted(epochs, 'epoch'), ending: '' };
  return {
    length: `at most ${counted(epochs, 'epoch')}`,
    ending: `, ended after ${counted(patience, 'epoch')} without a lower validation loss and with the weights of the epoch with the lowest`,
  };
}

function spikeTrainTrainingText(config: ExperimentConfig, length: string): string {
  const { learningRate, boost, recurrentErrors } = config.baselines['st-rsbp'];
  const { batchSize, beta1, beta2, epsilon } = memberTraining(config, { method: 'st-rsbp' });
  const parts = [
    `Adam (learning rate ${settingText(learningRate)} times the root of the batch size, over the root of the number of the epoch; β ${beta1} and ${beta2}; ε ${epsilon})`,
    `batches of ${counted(batchSize, 'sample')}`,
    boost === 0 ? null : `misclassified samples weighted more from epoch to epoch (boost ${boost})`,
    recurrentErrors === 'full' ? 'errors through the recurrence for all weights' : null,
  ].filter((part) => part !== null);
  return `Training of ${METHODS['st-rsbp'].short}: ${length}, ${parts.join(', ')}. Computed in double precision.`;
}

/** How the weights of the final network of a method are trained. */
export function trainingText(config: ExperimentConfig, method: Method): string {
  const { baselines, engine } = config;
  const training = memberTraining(config, { method });
  const { length, ending } = lengthTexts(training);
  if (isGatedName(method)) {
    const { description } = READOUT_LOSSES[baselines[method].loss];
    return `Training of ${METHODS[method].short}: ${length} of backpropagation through time on all training samples${ending}, ${description} as loss, ${updateText(training, [])}. Computed in double precision.`;
  }
  if (method === 'st-rsbp')
    return spikeTrainTrainingText(config, `${length} on all training samples${ending}`);
  const own = method === 'stbp' ? `${stbpText(baselines.stbp)} ` : '';
  return `${own}Final training: ${length} of ${ruleText(training.rule)} on all training samples${ending}, ${optimiserText(training)}. Computed by the ${engine} engine (${engine === 'wasm' ? 'single' : 'double'} precision).`;
}

function liquidText({
  system,
  neurons,
  connections,
  features,
  readout,
}: LiquidArchitecture): string {
  const seen = features.kind === 'rate' ? 'firing rates' : 'filtered spikes';
  const parts = features.windows === 1 ? 'a whole sample' : `${features.windows} parts of a sample`;
  const solved =
    readout === 'softmax' ? 'softmax regression, solved to its optimum' : 'ridge regression';
  const read =
    readout === 'lif'
      ? 'a readout of one spiking neuron a class, trained by STBP on the squared error of their rates'
      : `a readout of their ${seen} over ${parts}: ${solved}`;
  return `a liquid of ${counted(neurons, 'neuron')} with ${count(connections.recurrent)} recurrent and ${count(connections.input)} input synapses, ${LIQUIDS[system]}, and ${read}`;
}

function gatedText({ cell, units, dense, inputDecay, sampling }: GatedArchitecture): string {
  const layers = units.length === 1 ? 'one layer' : `${units.length} layers`;
  const sees = `${sampling === 'steps' ? 'at every step' : 'at the steps that have events'} ${inputDecay === 0 ? 'the counts of its events' : `the counts of its events and those before, of which ${significant(inputDecay)} is left after each step`}`;
  const before = dense === null ? '' : `, a dense layer of ${dense} with ReLU`;
  return `${layers} of ${list(units.map(String))} ${CELLS[cell].description}${before} and a linear readout; the first sees ${sees}`;
}

function spikeTrainText(architecture: StRsbpArchitecture): string {
  const { hidden, neuron, outputThreshold, outputs, counts, lateralInhibition } = architecture;
  const layers = hidden.map(({ neurons, threshold, recurrent }) => {
    const synapses = recurrent === null ? '' : ` with ${count(recurrent)} recurrent synapses`;
    return `${counted(neurons, 'neuron')}${synapses} (threshold ${settingText(threshold)})`;
  });
  const { tauMembrane, tauSynapse, refractory, inputDelay } = neuron;
  const own = [
    refractory === 0 ? null : `${counted(refractory, 'step')} at rest after a spike`,
    inputDelay === 0 ? null : 'a step of delay between layers',
    lateralInhibition === 0
      ? null
      : `an inhibition of ${settingText(lateralInhibition)} between outputs`,
  ].filter((part) => part !== null);
  return `layers of ${list(layers)}, and ${counted(outputs, 'output')} (threshold ${settingText(outputThreshold)}); τm = ${settingText(tauMembrane)} and τs = ${settingText(tauSynapse)} steps${own.length === 0 ? '' : `, ${list(own)}`}. All weights are trained at the level of spike trains, towards ${settingText(counts.desired)} spikes of the output of the class and ${settingText(counts.undesired)} of all others in ${significant(counts.steps)} steps; the output with most spikes decides`;
}

function shapeText(architecture: BaselineArchitecture): string {
  if (isLiquid(architecture)) return liquidText(architecture);
  return architecture.system === 'st-rsbp' ? spikeTrainText(architecture) : gatedText(architecture);
}

/** What a system of others is. */
export function systemText(architecture: BaselineArchitecture): string {
  const text = shapeText(architecture);
  return `${METHODS[architecture.system].short}: ${text}. docs/baselines.md says what differs from the original, and why.`;
}

export interface DataFacts {
  readonly name: string;
  readonly description?: string;
  readonly fingerprint: string;
  readonly inputs?: number;
  readonly classes?: number;
  readonly stepMs?: number;
  readonly trainSamples: number;
  readonly validationSamples?: number;
  readonly testSamples: number;
  readonly skipped?: number;
  readonly irregularities?: DataRecord['irregularities'];
}

/** Which samples, with the hash that names them. */
export function dataText(data: DataFacts): string {
  const { inputs, classes, stepMs, validationSamples = 0, skipped = 0, irregularities = [] } = data;
  const shape = [
    inputs === undefined ? null : counted(inputs, 'input channel'),
    classes === undefined ? null : `${count(classes)} classes`,
    stepMs === undefined ? null : `steps of ${significant(stepMs)} ms`,
  ].filter((part) => part !== null);
  return [
    `Data: ${data.name}${data.description ? ` (${data.description.replace(/\.$/, '')})` : ''}; ${[...shape, `${count(data.trainSamples)} training${validationSamples > 0 ? `, ${count(validationSamples)} validation` : ''} and ${count(data.testSamples)} test samples`].join('; ')}.`,
    `The fingerprint of all events, labels and splits is ${data.fingerprint}.`,
    skipped > 0 ? `${counted(skipped, 'damaged recording')} were left out.` : '',
    irregularities.length > 0
      ? `Irregular recordings were read as far as possible: ${irregularities.map(irregularityText).join('; ')}.`
      : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** What holds for every report. */
export const COMMON_METHODS =
  'The test samples were evaluated once, after everything had been chosen. The same seed gives the same bits, for any number of threads.';

/** Everything that the runs used, and what the report itself uses. */
export function References({
  works,
  also = [],
}: {
  readonly works: readonly Work[];
  /** What this report uses and others do not. */
  readonly also?: readonly Citation[];
}): JSX.Element {
  const { horowitz, okabeIto } = REFERENCES;
  const citations = [
    ...citationsOf(works),
    ...also,
    { reference: horowitz, purpose: 'energy per operation' },
    { reference: okabeIto, purpose: 'colours' },
  ];
  return (
    <ul class="note">
      {citations.map(({ reference, purpose }) => (
        <li key={reference.key}>
          {referenceText(reference)} <em>{purpose}</em>
        </li>
      ))}
    </ul>
  );
}
