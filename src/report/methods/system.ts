/** What a system of others is, in a methods paragraph. */
import {
  type BaselineArchitecture,
  isLiquid,
  type LiquidArchitecture,
} from '../../baselines/architecture-schema.ts';
import type { GatedArchitecture } from '../../baselines/gated/architecture.ts';
import type { StRsbpArchitecture } from '../../baselines/st-rsbp/architecture.ts';
import { count, counted, list, settingText, significant } from '../../view/format.ts';
import { METHODS } from '../../view/method-names.ts';
import { CELLS, LIQUIDS } from '../../view/names.ts';

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
