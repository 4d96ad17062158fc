/** Figures of a finished run beyond its accuracy, as columns and axes call and show them. */
import { count, fixed, loss, percent, points, significant } from './format.ts';
import { COSTS, MEASURES, NEURON_MEASURES, TYPES } from './names.ts';

interface RunFigure {
  /** The head of a column. */
  readonly short: string;
  readonly label: string;
  readonly format: (value: number) => string;
}

const figure = (
  label: string,
  format: RunFigure['format'] = count,
  short: string = label,
): RunFigure => ({ short, label, format });

const perInference = (name: string) => `${name} of an inference`;

export const RUN_FIGURES = {
  testLoss: figure('test loss', loss),
  validationAccuracy: figure(MEASURES.validationAccuracy.label, percent, 'validation'),
  rate: figure(
    `${NEURON_MEASURES.rates.label} of the hidden neurons, ${NEURON_MEASURES.rates.unit}`,
    significant,
    NEURON_MEASURES.rates.label,
  ),
  spikes: figure(perInference(COSTS.spikes.label), count, COSTS.spikes.short),
  ac: figure(perInference(COSTS.synops.label), count, COSTS.synops.short),
  mac: figure(perInference('multiply-accumulates'), count, 'MACs'),
  recurrent: figure('recurrent connections', count, 'recurrent'),
  excitatory: figure(`${TYPES.exc.label} connections of motifs`, count, TYPES.exc.label),
  inhibitory: figure(`${TYPES.inh.label} connections of motifs`, count, TYPES.inh.label),
  feedforward: figure('connections between layers', count, 'feedforward'),
  spectralRadius: figure('largest spectral radius', (value) => fixed(value, 2), 'spectral radius'),
  sizeCut: figure('accuracy gained by the cut to one size, points', points, 'size cut'),
  typesCut: figure('accuracy gained by the cut to one type, points', points, 'types cut'),
} as const satisfies Readonly<Record<string, RunFigure>>;

export type RunFigureName = keyof typeof RUN_FIGURES;

export const RUN_FIGURE_NAMES = Object.keys(RUN_FIGURES) as readonly RunFigureName[];
