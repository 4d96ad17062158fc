/**
 * What TensorBoard's HParams tab compares: the settings of a run and the figures that they led to, in the
 * messages of tensorboard/plugins/hparams/plugin_data.proto and api.proto.
 *
 * TensorBoard takes the list of settings and figures from one of the runs that it shows, whichever comes
 * first, so the list names settings without limits to their values: those of other runs must pass.
 */
import { PbfWriter } from 'pbf';
import type { SummaryEvent, SummaryValue } from './events.ts';

/** What a setting may be in TensorBoard. */
export type HyperparameterValue = boolean | number | string;

export interface Hyperparameter {
  readonly name: string;
  readonly value: HyperparameterValue;
  /** Whether it makes this run differ from others; TensorBoard shows these first. */
  readonly differs: boolean;
}

const PLUGIN = 'hparams';
const STATUS_SUCCESS = 1;
const DATA_TYPES = { string: 1, boolean: 2, number: 3 };
const DATA_SETS = { training: 1, validation: 2 };

/** Scalars that are figures of the whole run: of the test, and of the training of its network. */
const FIGURES = /^(?:test|(?:train|retrain)\/(?:epoch|kept))\/(validation)?(?:accuracy|loss)$/i;

/**
 * The first event of a run.
 * @param settings each name once
 * @param events of the run, in which its figures are
 * @param finished whether the run has come to its end
 */
export function hyperparameterEvent(
  settings: readonly Hyperparameter[],
  events: readonly SummaryEvent[],
  finished: boolean,
): SummaryEvent {
  const tags = events.flatMap(({ values }) =>
    values.filter((v) => 'scalar' in v).map((v) => v.tag),
  );
  const figures = [...new Set(tags)].filter((tag) => FIGURES.test(tag)).sort(testFirst);
  const values = [
    value('experiment', 2, (message) => {
      for (const setting of settings) message.writeMessage(4, writeSetting, setting);
      for (const tag of figures) message.writeMessage(5, writeFigure, tag);
    }),
    value('session_start_info', 3, (message) => {
      for (const setting of settings) message.writeMessage(1, writeEntry, setting);
    }),
  ];
  if (finished) {
    values.push(
      value('session_end_info', 4, (message) => message.writeVarintField(1, STATUS_SUCCESS)),
    );
  }
  return { step: 0, wallTime: 0, values };
}

const testFirst = (a: string, b: string): number =>
  Number(b.startsWith('test/')) - Number(a.startsWith('test/')) || (a < b ? -1 : 1);

/** @param field of HParamsPluginData */
function value(name: string, field: number, write: (message: PbfWriter) => void): SummaryValue {
  const data = new PbfWriter();
  data.writeMessage(field, (_: null, message) => write(message), null);
  return { tag: `_hparams_/${name}`, plugin: { name: PLUGIN, content: data.finish() } };
}

/** HParamInfo. */
function writeSetting({ name, value, differs }: Hyperparameter, message: PbfWriter): void {
  message.writeStringField(1, name);
  message.writeVarintField(4, DATA_TYPES[typeof value as keyof typeof DATA_TYPES]);
  message.writeBooleanField(7, differs);
}

/** MetricInfo. */
function writeFigure(tag: string, message: PbfWriter): void {
  message.writeMessage(1, (_: null, name) => name.writeStringField(2, tag), null);
  if (tag.startsWith('test/')) return;
  message.writeVarintField(5, DATA_SETS[tag.includes('validation') ? 'validation' : 'training']);
}

/** An entry of a map from names to google.protobuf.Value. */
function writeEntry({ name, value }: Hyperparameter, message: PbfWriter): void {
  message.writeStringField(1, name);
  message.writeMessage(2, writeValue, value);
}

function writeValue(value: HyperparameterValue, message: PbfWriter): void {
  if (typeof value === 'number') message.writeDoubleField(2, value);
  else if (typeof value === 'string') message.writeStringField(3, value);
  else message.writeBooleanField(4, value);
}
