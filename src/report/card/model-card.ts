/** A trained network as a model card of the Hugging Face Hub: `README.md` beside its weights. */
import { balancedAccuracy, isUnevenTest } from '../../analysis/balanced-accuracy.ts';
import { binomialInterval } from '../../analysis/binomial.ts';
import { bibtexEntry } from '../../citation/bibtex.ts';
import { citationsOf, workOf } from '../../citation/cited.ts';
import type { HiddenLayer } from '../../model/architecture-schema.ts';
import { blueprint, layerTauSynapse } from '../../model/shape.ts';
import type { RunRecord } from '../../run/run-record.ts';
import { memberTraining } from '../../run/schema/member-training.ts';
import { count, counted, interval, list, percent, significant } from '../../view/format.ts';
import { fewSamplesText } from '../../view/intervals.ts';
import { codeBlock, codeSpan } from '../../view/markdown.ts';
import { METHODS, methodOfRun, runMethodLabel } from '../../view/method-names.ts';
import { motifText, SIGN_KEY } from '../../view/motif-text.ts';
import { LAYERS, LOSSES, RULES, TYPES } from '../../view/names.ts';
import { cardMetadata } from './card-metadata.ts';
import type { ModelCardSource } from './card-source.ts';

/** More names than anybody reads. */
const NAMES = 200;
/** Larger motifs have lines that are too long for a page. */
const DRAWN_MOTIF = 32;

/** The text of the card. It depends on the files of the run alone. */
export function modelCard(source: ModelCardSource): string {
  const { record, member } = source;
  const { strategy } = record.plan.config.search;
  const label = runMethodLabel({ method: member.method, strategy });
  return [
    cardMetadata(`${label} on ${record.data.name}`, source),
    `# ${label} on ${codeSpan(record.data.name)}\n`,
    network(source),
    inputs(source),
    origin(source),
    accuracy(source),
    USE,
    LOADING,
    citation(record),
  ].join('\n');
}

function layerWords(layer: HiddenLayer): string {
  const motif = layer.kind === 'scml' ? `, motifs of ${counted(layer.motif.size, 'neuron')}` : '';
  return `${counted(layer.neurons, 'neuron')} (${LAYERS[layer.kind].label}${motif})`;
}

function network({ architecture, summary }: ModelCardSource): string {
  const { inputs: channels, hidden, outputs, neuron, bias, readout } = architecture;
  const answer =
    readout === 'integrator'
      ? 'Output neurons only integrate; the class is that with the largest sum of potentials.'
      : 'The class is the output neuron with the largest sum of filtered spikes.';
  const { census } = summary;
  const layers = [
    counted(channels, 'input'),
    ...hidden.map(layerWords),
    counted(outputs, 'output neuron'),
  ];
  const { shape } = blueprint(architecture);
  const taus = new Set(shape.layers.map((_, l) => layerTauSynapse(shape, l)));
  const tauSynapse = list([...taus].map(significant));
  const motifs = hidden.flatMap((layer, l) => {
    if (layer.kind !== 'scml') return [];
    const { total } = census.motifs.find((each) => each.layer === l)!;
    const types = list(
      (['exc', 'inh', 'none'] as const).map((type) => `${count(total[type])} ${TYPES[type].label}`),
    );
    const drawn = layer.motif.size <= DRAWN_MOTIF ? `\n\n${codeBlock(motifText(layer.motif))}` : '';
    return [
      `The motif of hidden layer ${l + 1}, which repeats over the layer: ${types} connections.${drawn === '' ? '' : ` Rows are targets; columns are sources in the motif, then in the motif before and after: ${SIGN_KEY}.`}${drawn}\n`,
    ];
  });
  return `A spiking neural network of leaky integrate-and-fire neurons that classifies streams of events:
${layers.join(' → ')}.
It has ${count(census.feedforward)} feedforward and ${count(census.recurrent)} recurrent connections, of whose weights ${count(census.trainable)} are trained. Inhibitory
recurrent weights are fixed at ${significant(neuron.inhibitoryWeight)}; excitatory ones are 0 or more. Synapses decay with τs = ${tauSynapse} steps,
neurons spike above ${significant(neuron.threshold)} and are reset to 0.${bias ? ' Each has a bias.' : ''} ${answer}

${motifs.join('\n')}`;
}

function inputs({ record: { data } }: ModelCardSource): string {
  const { preprocessing, classNames } = data;
  const lines = [`A step is ${significant(data.stepMs)} ms.`];
  if (preprocessing !== null) {
    const { sensor, crop, pool, polarity, counts, maxSteps } = preprocessing;
    const cells =
      sensor.height === 1
        ? counted(sensor.width, 'channel')
        : `${sensor.width} × ${sensor.height} pixels`;
    lines.push(
      `The sensor has ${cells} and ${counted(sensor.polarities, 'polarity', 'polarities')} (${polarity}).`,
      ...(crop === null
        ? []
        : [`Of it, ${crop.width} × ${crop.height} cells at (${crop.x}, ${crop.y}) are used.`]),
      ...(pool === 1 ? [] : [`${pool} × ${pool} cells share an input.`]),
      counts
        ? 'All events of an input in a step count.'
        : 'Several events of an input in a step count as one.',
      ...(maxSteps === null ? [] : [`Events after ${counted(maxSteps, 'step')} are dropped.`]),
    );
  }
  const shown = classNames.slice(0, NAMES).map(codeSpan);
  const more = classNames.length - shown.length;
  const rest = more > 0 ? ` and ${count(more)} more` : '';
  return `## Inputs and classes

${lines.join(' ')}

${counted(classNames.length, 'class', 'classes')}: ${shown.join(', ')}${rest}.
`;
}

function origin({ record, member, summary }: ModelCardSource): string {
  const { config } = record.plan;
  const { data } = record;
  const { search } = config;
  const training = memberTraining(config, member);
  const method = methodOfRun({ method: member.method, strategy: search.strategy });
  const words = method === null ? member.method : METHODS[method].description.replaceAll('`', '');
  // An imported network was only tested.
  const trained = Object.keys(summary.timing.stages).some((stage) => stage !== 'test');
  const how = trained
    ? `Method: ${words}. Trained for up to ${counted(training.epochs, 'epoch')} with ${RULES[training.rule.kind].label} and Adam (batches of ${count(training.batchSize)}, learning rate ${significant(training.learningRate)}), minimising the ${LOSSES[training.loss.kind].label}; seed ${member.seed}, engine ${summary.engine}, Motifsmith ${codeSpan(record.version)}.`
    : `The network was imported from a file: how it was trained is not recorded.`;
  const held =
    data.validationSamples > 0 ? `, ${count(data.validationSamples)} held out for validation` : '';
  const learned = trained ? `${count(data.trainSamples)} samples for training${held}, ` : '';
  return `## Training

${how}

Data: ${codeSpan(data.name)}, ${learned}${counted(data.testSamples, 'sample')} for the test; fingerprint
${codeSpan(data.fingerprint)}.
`;
}

function accuracy({ summary: { test }, record: { data } }: ModelCardSource): string {
  const correct = test.confusion.reduce((sum, row, k) => sum + row[k]!, 0);
  const rows = [
    ['accuracy', percent(test.accuracy)],
    ['95 % interval (Wilson)', `${interval(binomialInterval(correct, test.samples))} %`],
    ...(isUnevenTest(test.confusion)
      ? [['balanced accuracy', percent(balancedAccuracy(test.confusion))]]
      : []),
    ['samples', count(test.samples)],
    ['firing rates by layer', test.firingRates.map((rate) => percent(rate)).join(', ')],
  ];
  return `## Test

| | |
| --- | ---: |
${rows.map(([name, value]) => `| ${name} | ${value} |`).join('\n')}

${[
  'The interval is that of the test samples alone. Other seeds give other networks, and other recordings other figures.',
  ...fewSamplesText(test.samples, codeSpan(data.name)),
].join('\n')}
`;
}

const USE = `## Intended use and limits

For research on spiking networks, and for streams of events of the same sensor, recorded and binned as above.

- It knows only the classes above: everything else is taken for one of them, and its confidence is not calibrated.
- Another sensor, another step or other conditions of recording need another training. People, places and conditions that
  the data do not have were not tested.
- Do not let it decide alone where a mistake can harm somebody.
`;

const LOADING = `## How to load it

From the run directory, RUN, or from \`motifsmith import FILE\`:

${codeBlock(
  `# one file for motifsmith/runtime, in Node and browsers
motifsmith export RUN --format safetensors --out network.safetensors
# a module for PyTorch
motifsmith export RUN --format pytorch --out network
# NIR, for snnTorch, Norse and others
motifsmith export RUN --format nir`,
  'sh',
)}

${codeBlock(
  `import { readFile } from 'node:fs/promises';
import { EventStream, loadNetwork } from 'motifsmith/runtime';

const network = await loadNetwork(await readFile('network.safetensors'), 'network.safetensors');
const stream = new EventStream(network);`,
  'js',
)}

${codeBlock(
  `from motifsmith_network import MotifsmithNetwork

network = MotifsmithNetwork.load("weights.safetensors")`,
  'python',
)}
`;

function citation(record: RunRecord): string {
  const entries = citationsOf([workOf(record)]).map(({ reference }) => bibtexEntry(reference));
  return `## Citation

${codeBlock(entries.join('\n\n'), 'bibtex')}
`;
}
