/** The training in a methods paragraph: loss, optimiser, length, with every parameter. */
import { isGatedName } from '../../baselines/names.ts';
import type { ExperimentConfig } from '../../config/schema.ts';
import type { Loss } from '../../engine/loss.ts';
import type { Rule } from '../../engine/rule.ts';
import { memberTraining } from '../../run/schema/member-training.ts';
import type { Method } from '../../run/schema/plan.ts';
import type { WeightSettings } from '../../training/settings.ts';
import { counted, settingText } from '../../view/format.ts';
import { METHODS } from '../../view/method-names.ts';
import { LOSSES, READOUT_LOSSES, RULES } from '../../view/names.ts';

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

export function optimiserText(settings: WeightSettings): string {
  const { clipFeedforward, initialExcitatoryWeight } = settings;
  const own = [
    `excitatory weights starting at ${initialExcitatoryWeight}`,
    clipFeedforward === null ? null : `feedforward weights kept within ±${clipFeedforward}`,
  ];
  return `${lossText(settings.loss)}, ${updateText(settings, own)}`;
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
