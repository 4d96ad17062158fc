/** Event files hold every number of a run's record, in frames and messages that TensorBoard reads. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import crc32c from 'crc-32/crc32c.js';
import { decode } from 'fast-png';
import { PbfReader } from 'pbf';
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeEventFile } from '../../src/exchange/tensorboard/events.ts';
import { histogramOf } from '../../src/exchange/tensorboard/histogram.ts';
import { hyperparameterEvent } from '../../src/exchange/tensorboard/hyperparameters.ts';
import { eventScalars, runEvents } from '../../src/exchange/tensorboard/run-events.ts';
import { memberHyperparameters } from '../../src/experiment/hyperparameters.ts';
import { startExperiment } from '../../src/experiment/run-experiment.ts';
import { writeTensorboard } from '../../src/experiment/tensorboard-files.ts';
import { readRunRecord } from '../../src/run/run-record.ts';
import { parseMetrics, type RunEvent } from '../../src/run/schema/events.ts';
import { expectFailure } from '../data/helpers.ts';
import { fileHash, temporaryFolder, tinyPlan } from '../experiment/tiny.ts';
import { python, pythonHas } from './python.ts';

const root = temporaryFolder();
const run = join(root, 'run');
let files: string[];

beforeAll(async () => {
  const plan = await tinyPlan(root, ['seeds=[1,2]', 'compare=["random"]']);
  await startExperiment(plan, run);
  files = await writeTensorboard(run, null);
});

const readMetrics = (folder: string) => {
  const file = join(run, folder, 'metrics.jsonl');
  return parseMetrics(readFileSync(file, 'utf8'), file);
};

/** All numbers in a value, but those that say where it belongs or that are drawn instead. */
function numbers(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (typeof value !== 'object' || value === null) return [];
  const places = ['epoch', 'epochs', 'iteration', 'candidate', 'layer', 'sizes', 'confusion'];
  places.push('from', 'to', 'counts', 'types');
  return Object.entries(value)
    .filter(([key]) => !places.includes(key) && key !== 'architecture')
    .flatMap(([, inner]) => numbers(inner));
}

describe('scalars', () => {
  test('are the numbers of the record, each under a name of its own', () => {
    for (const folder of ['seed-1', 'seed-2-random']) {
      let count = 0;
      for (const event of readMetrics(folder)) {
        const values = eventScalars(event);
        const scalars = values.map((value) => ('scalar' in value ? value.scalar : Number.NaN));
        expect([...scalars].sort()).toEqual(numbers(event).sort());
        expect(new Set(values.map(({ tag }) => tag)).size).toBe(values.length);
        count += values.length;
      }
      expect(count).toBeGreaterThan(20);
    }
  });

  test('are called after stage, event and field', () => {
    const spread = { mean: 9, std: 1, min: 8, max: 10 };
    const event: RunEvent = {
      event: 'iteration',
      stage: 'size',
      epoch: 2,
      learningRate: 0.1,
      iteration: 7,
      loss: 0.5,
      accuracy: 0.4,
      validationLoss: 0.6,
      validationAccuracy: 0.3,
      firingRates: [0.1, 0.2],
      gradientNorm: 1,
      architectureGradientNorm: 2,
      layers: [{ layer: 3, sizes: [2, 8], sizeProbabilities: [0.25, 0.75], typeEntropy: 1 }],
      intrinsic: [{ layer: 3, resistance: null, tau: spread }],
    };
    const scalars = Object.fromEntries(
      eventScalars(event).map((value) => [value.tag, 'scalar' in value && value.scalar]),
    );
    expect(scalars).toEqual({
      'size/iteration/learningRate': 0.1,
      'size/iteration/loss': 0.5,
      'size/iteration/accuracy': 0.4,
      'size/iteration/validationLoss': 0.6,
      'size/iteration/validationAccuracy': 0.3,
      'size/iteration/firingRates/0': 0.1,
      'size/iteration/firingRates/1': 0.2,
      'size/iteration/gradientNorm': 1,
      'size/iteration/architectureGradientNorm': 2,
      'size/iteration/layers/3/sizeProbability/2': 0.25,
      'size/iteration/layers/3/sizeProbability/8': 0.75,
      'size/iteration/layers/3/typeEntropy': 1,
      'size/iteration/intrinsic/3/tau/mean': 9,
      'size/iteration/intrinsic/3/tau/std': 1,
      'size/iteration/intrinsic/3/tau/min': 8,
      'size/iteration/intrinsic/3/tau/max': 10,
    });
    expect(runEvents([event], null)[0]).toMatchObject({ step: 7, wallTime: 0 });
  });

  test("of a strategy's own events are all of its figures, under the name it gave", () => {
    const figures = JSON.parse('{"epoch":3,"best":{"accuracy":0.5},"words":"none"}');
    expect(eventScalars({ event: 'strategy', stage: 'climb', name: 'try', figures })).toEqual([
      { tag: 'climb/try/epoch', scalar: 3 },
      { tag: 'climb/try/best/accuracy', scalar: 0.5 },
    ]);
  });
});

describe('event files', () => {
  test('one a member, the same bytes whenever they are written', async () => {
    const folders = ['seed-1', 'seed-1-random', 'seed-2', 'seed-2-random'];
    expect(files).toEqual(
      folders.map((folder) =>
        join(run, 'tensorboard', folder, 'events.out.tfevents.0000000000.motifsmith'),
      ),
    );
    const again = await writeTensorboard(run, join(root, 'elsewhere'));
    expect(again.map((file) => fileHash(file))).toEqual(files.map((file) => fileHash(file)));
  });

  test('frames have the lengths and masked checksums of TFRecord', () => {
    const bytes = new Uint8Array(readFileSync(files[0]!));
    const view = new DataView(bytes.buffer);
    const masked = (data: Uint8Array): number => {
      const crc = crc32c.buf(data) >>> 0;
      return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
    };
    let [at, records] = [0, 0];
    while (at < bytes.length) {
      const length = Number(view.getBigUint64(at, true));
      expect(view.getUint32(at + 8, true)).toBe(masked(bytes.subarray(at, at + 8)));
      const data = bytes.subarray(at + 12, at + 12 + length);
      expect(view.getUint32(at + 12 + length, true)).toBe(masked(data));
      at += 16 + length;
      records += 1;
    }
    expect(at).toBe(bytes.length);
    expect(records).toBeGreaterThan(readMetrics('seed-1').length - 1);
  });

  test('the first frame is known byte for byte', () => {
    // Length 24, the checksum of that, wall_time 0, field 3 "brain.Event:2", as TensorFlow writes it.
    const [head] = [Buffer.from(encodeEventFile([])).toString('hex')];
    expect(head.slice(0, 16)).toBe('1800000000000000');
    expect(head.slice(16, 24)).toBe('a37f4b22');
    expect(head.slice(24, 24 + 48)).toBe(
      `090000000000000000${'1a0d'}${Buffer.from('brain.Event:2').toString('hex')}`,
    );
  });

  test('an interrupted run is converted as far as it went', async () => {
    const whole = readFileSync(join(run, 'seed-1', 'metrics.jsonl'), 'utf8');
    const cut = unfinished('cut', () => whole.slice(0, -40));
    const [file] = await writeTensorboard(cut, null);
    const events = runEvents(parseMetrics(whole, 'whole').slice(0, -1), null);
    const { plan } = await readRunRecord(cut);
    const settings = memberHyperparameters(plan, { seed: 1, method: 'search' });
    events.unshift(hyperparameterEvent(settings, events, false));
    expect(readFileSync(file!)).toEqual(Buffer.from(encodeEventFile(events)));
  });

  test('hold the same, whatever the order of keys in the record', () => {
    const text = readFileSync(join(run, 'seed-1', 'metrics.jsonl'), 'utf8');
    const reordered = text.replace(/^.+$/gm, (line) =>
      JSON.stringify(JSON.parse(line), (_, value: unknown) =>
        typeof value === 'object' && value !== null && !Array.isArray(value)
          ? Object.fromEntries(Object.entries(value).reverse())
          : value,
      ),
    );
    const contents = (record: string) =>
      runEvents(parseMetrics(record, 'record'), null).map(({ values, ...place }) => ({
        ...place,
        values: [...values].sort((a, b) => (a.tag < b.tag ? -1 : 1)),
      }));
    expect(reordered).not.toBe(text);
    expect(contents(reordered)).toEqual(contents(text));
  });

  const epoch = (line: string) => line.startsWith('{"event":"epoch"');
  test.each<[what: string, change: (text: string) => string, message: RegExp, where: RegExp]>([
    ['a line that is not JSON', damagedAt(2, () => '[1'), /not JSON/, /metrics\.jsonl, line 2$/],
    ['a line that is not an event', damagedAt(2, () => '[1]'), /object/, /metrics\.jsonl, line 2$/],
    [
      'an unknown event',
      damagedAt(2, () => '{"event":"else"}'),
      /expected one of .*"else"/,
      /metrics\.jsonl, line 2, field event$/,
    ],
    [
      'a figure of the wrong type',
      (text) => replaceFirst(text, epoch, (line) => line.replace(/"loss":[\d.]+/, '"loss":"low"')),
      /expected a number, found "low"/,
      /metrics\.jsonl, line \d+, field loss$/,
    ],
  ])('%s is named with its line', async (_, change, message, where) => {
    await expectFailure(
      () => writeTensorboard(unfinished('broken', change), null),
      'artifact',
      message,
      where,
    );
  });

  test('a last line that was cut short is damage once the run has finished', async () => {
    const folder = unfinished('finished', (text) => text.slice(0, -40));
    cpSync(join(run, 'seed-1', 'summary.json'), join(folder, 'summary.json'));
    await expectFailure(() => writeTensorboard(folder, null), 'artifact', /cut short/, /line \d+$/);
  });

  test('figures of a strategy that are nested too deeply are refused', () => {
    const deep = JSON.parse(`${'['.repeat(50)}1${']'.repeat(50)}`);
    const event = { event: 'strategy', stage: 'x', name: 'y', figures: { deep } } as const;
    expect(() => runEvents([event], null)).toThrow(/nested too deeply/);
  });
});

/** A copy of a member as it was before it finished, with another record. */
function unfinished(name: string, change: (record: string) => string): string {
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  cpSync(join(run, 'seed-1', 'config.json'), join(folder, 'config.json'));
  const record = readFileSync(join(run, 'seed-1', 'metrics.jsonl'), 'utf8');
  writeFileSync(join(folder, 'metrics.jsonl'), change(record));
  return folder;
}

/** Changes one line, counted from 1. */
function damagedAt(line: number, change: (text: string) => string) {
  return (text: string): string =>
    text
      .split('\n')
      .map((one, k) => (k === line - 1 ? change(one) : one))
      .join('\n');
}

function replaceFirst(
  text: string,
  wanted: (line: string) => boolean,
  change: (line: string) => string,
): string {
  return damagedAt(1 + text.split('\n').findIndex(wanted), change)(text);
}

test('histograms count every value once, at the edges too', () => {
  const values = [-1, -1, 0, 0.5, 2];
  const { min, max, count, sum, sumOfSquares, limits, counts } = histogramOf(values);
  expect([min, max, count, sum, sumOfSquares]).toEqual([-1, 2, 5, 0.5, 6.25]);
  expect(counts.reduce((a, b) => a + b)).toBe(5);
  expect([counts[0], counts.at(-1)]).toEqual([2, 1]);
  expect(limits).toEqual([...limits].sort((a, b) => a - b));
  expect(limits.at(-1)).toBe(2);
  expect(histogramOf([3, 3])).toMatchObject({ limits: [3], counts: [2] });
});

test('figures are PNGs in the colours of the connection types', () => {
  const { image } = imagesOf('motif/hidden.0')[0]!;
  const png = decode(image);
  expect(png.channels).toBe(3);
  const colours = new Set<string>();
  for (let k = 0; k < png.data.length; k += 3) colours.add(png.data.slice(k, k + 3).join());
  for (const colour of colours) {
    expect(['0,114,178', '213,94,0', '235,233,228', '255,255,255']).toContain(colour);
  }
});

/** The summaries of the first member, found with a protobuf reader: by tag, the fields of each value. */
function summaries(): Record<string, Record<number, Uint8Array>[]> {
  const bytes = new Uint8Array(readFileSync(files[0]!));
  const view = new DataView(bytes.buffer);
  const found: Record<string, Record<number, Uint8Array>[]> = {};
  for (let at = 0; at < bytes.length; ) {
    const length = Number(view.getBigUint64(at, true));
    for (const summary of fieldsOf(bytes.slice(at + 12, at + 12 + length))[5] ?? []) {
      for (const value of fieldsOf(summary)[1]!) {
        const { 1: tags, ...fields } = fieldsOf(value);
        const first = Object.entries(fields).map(([field, all]) => [field, all[0]!]);
        const tag = text(tags![0]!);
        found[tag] = [...(found[tag] ?? []), Object.fromEntries(first)];
      }
    }
    at += 16 + length;
  }
  return found;
}

/** The fields of a message that are bytes, texts or messages. */
function fieldsOf(message: Uint8Array): Record<number, Uint8Array[]> {
  const fields: Record<number, Uint8Array[]> = {};
  new PbfReader(message).readFields((field, _, pbf) => {
    if (pbf.type === 2) fields[field] = [...(fields[field] ?? []), pbf.readBytes().slice()];
  }, null);
  return fields;
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Images of the first member under a tag. */
const imagesOf = (wanted: string) =>
  summaries()[wanted]!.map(({ 4: image }) => ({ image: fieldsOf(image!)[4]![0]! }));

describe('the HParams tab', () => {
  /** A message for the plug-in, by its field in HParamsPluginData. */
  const pluginData = (tag: string, field: number): Uint8Array => {
    const [{ 8: tensor, 9: metadata }] = summaries()[`_hparams_/${tag}`] as [
      Record<number, Uint8Array>,
    ];
    // DT_FLOAT, and a shape of one dimension of size 0.
    expect(Buffer.from(tensor!).toString('hex')).toBe('080112021200');
    const { 1: name, 2: content } = fieldsOf(fieldsOf(metadata!)[1]![0]!);
    expect(text(name![0]!)).toBe('hparams');
    return fieldsOf(content![0]!)[field]![0]!;
  };
  /** A google.protobuf.Value. */
  const settingOf = (message: Uint8Array): unknown =>
    new PbfReader(message).readFields((field, out: { value?: unknown }, pbf) => {
      if (field === 2) out.value = pbf.readDouble();
      else if (field === 3) out.value = pbf.readString();
      else if (field === 4) out.value = pbf.readBoolean();
    }, {}).value;
  const settings = () =>
    Object.fromEntries(
      fieldsOf(pluginData('session_start_info', 3))[1]!.map((entry) => {
        const { 1: name, 2: value } = fieldsOf(entry);
        return [text(name![0]!), settingOf(value![0]!)];
      }),
    );

  test('gets every setting that results depend on, with its value', () => {
    const { config } = JSON.parse(readFileSync(join(run, 'seed-1', 'config.json'), 'utf8'));
    const found = settings();
    expect(found).toMatchObject({
      seed: 1,
      method: 'search',
      'training.epochs': config.training.epochs,
      'training.averageWeights': config.training.averageWeights,
      'search.strategy': config.search.strategy,
      'network.layers': JSON.stringify(config.network.layers),
    });
    for (const name of ['output', 'data.path', 'seeds', 'compare', 'training.clipGradientNorm']) {
      expect(found).not.toHaveProperty([name]);
    }
  });

  test('gets the names, types and figures that it lists, and that the run has ended', () => {
    const { 4: infos, 5: metrics } = fieldsOf(pluginData('experiment', 2));
    const listed = infos!.map((info) =>
      new PbfReader(info).readFields(
        (field, out: { name: string; type: string; differs: boolean }, pbf) => {
          if (field === 1) out.name = pbf.readString();
          if (field === 4) out.type = ['string', 'boolean', 'number'][pbf.readVarint() - 1]!;
          if (field === 7) out.differs = pbf.readBoolean();
        },
        { name: '', type: '', differs: false },
      ),
    );
    expect(Object.fromEntries(listed.map(({ name, type }) => [name, type]))).toEqual(
      Object.fromEntries(Object.entries(settings()).map(([name, value]) => [name, typeof value])),
    );
    const differing = listed.filter(({ differs }) => differs).map(({ name }) => name);
    expect(differing).toContain('training.epochs');
    expect(differing).not.toContain('training.beta1');
    const tags = metrics!.map((metric) => text(fieldsOf(fieldsOf(metric)[1]![0]!)[2]![0]!));
    expect(tags).toEqual([
      'test/accuracy',
      'test/loss',
      'retrain/epoch/accuracy',
      'retrain/epoch/loss',
      ...(tags.length > 4
        ? ['retrain/epoch/validationAccuracy', 'retrain/epoch/validationLoss']
        : []),
    ]);
    // STATUS_SUCCESS
    expect([...pluginData('session_end_info', 4)]).toEqual([8, 1]);
  });
});

interface Hparams {
  readonly hparams: string[];
  readonly metrics: string[];
  readonly sessions: Record<
    string,
    { status: string; settings: Record<string, unknown>; figures: Record<string, number> }
  >;
}

interface Found {
  readonly scalars: Record<string, [number, number, number][]>;
  readonly histograms: Record<string, [number, number, number][]>;
  readonly images: Record<string, [number, number, number, string][]>;
}

describe.skipIf(!pythonHas('tensorboard'))("TensorBoard's own reader", () => {
  test('finds every scalar of every member, with its step', () => {
    const output = python('tensorboard_scalars.py', join(run, 'tensorboard'));
    const found = JSON.parse(output) as Record<string, Found>;
    expect(Object.keys(found).sort()).toEqual([
      'seed-1',
      'seed-1-random',
      'seed-2',
      'seed-2-random',
    ]);
    for (const [folder, { scalars, histograms, images }] of Object.entries(found)) {
      const expected: Record<string, [number, number, number][]> = {};
      for (const { step, wallTime, values } of runEvents(readMetrics(folder), null)) {
        for (const value of values) {
          if (!('scalar' in value)) continue;
          const list = expected[value.tag] ?? [];
          expected[value.tag] = [...list, [step, wallTime, Math.fround(value.scalar)]];
        }
      }
      expect(scalars).toEqual(expected);
      expect(Object.keys(histograms).sort()).toEqual([
        'neurons/0/resistance',
        'neurons/0/tau',
        'neurons/1/resistance',
        'neurons/1/tau',
        'weights/hidden.0.feedforward',
        ...(histograms['weights/hidden.0.recurrent'] ? ['weights/hidden.0.recurrent'] : []),
        'weights/output.feedforward',
      ]);
      for (const [[, count, sum]] of Object.values(histograms) as [[number, number, number]][]) {
        expect(sum).toBe(count);
      }
      expect(Object.keys(images)).toContain('test/confusion');
      expect(images['motif/hidden.0']![0]![3]).toBe('89504e470d0a1a0a');
    }
  });

  test('lists the settings and figures of all members in its HParams tab', () => {
    const output = python('tensorboard_hparams.py', join(run, 'tensorboard'));
    const { hparams, metrics, sessions } = JSON.parse(output) as Hparams;
    expect(hparams).toContain('training.epochs');
    expect(metrics).toContain('test/accuracy');
    expect(Object.keys(sessions).sort()).toEqual([
      'seed-1',
      'seed-1-random',
      'seed-2',
      'seed-2-random',
    ]);
    for (const [folder, { status, settings, figures }] of Object.entries(sessions)) {
      const { seed, method, config } = JSON.parse(
        readFileSync(join(run, folder, 'config.json'), 'utf8'),
      );
      expect(status).toBe('STATUS_SUCCESS');
      expect(settings).toMatchObject({ seed, method, 'training.epochs': config.training.epochs });
      const accuracy = readMetrics(folder).findLast((event) => event.event === 'test')!.accuracy;
      expect(figures['test/accuracy']).toBe(Math.fround(accuracy));
    }
  });
});
