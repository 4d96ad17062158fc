/** Event files hold every number of a run's record, in frames and messages that TensorBoard reads. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import crc32c from 'crc-32/crc32c.js';
import { decode } from 'fast-png';
import { PbfReader } from 'pbf';
import { beforeAll, describe, expect, test } from 'vitest';
import { MotifsmithError } from '../../src/core/errors.ts';
import { encodeEventFile } from '../../src/exchange/tensorboard/events.ts';
import { histogramOf } from '../../src/exchange/tensorboard/histogram.ts';
import { lineScalars, parseMetrics, runEvents } from '../../src/exchange/tensorboard/run-events.ts';
import { startExperiment } from '../../src/experiment/run-experiment.ts';
import { writeTensorboard } from '../../src/experiment/tensorboard-files.ts';
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
      for (const line of readMetrics(folder)) {
        const values = lineScalars(line);
        const scalars = values.map((value) => ('scalar' in value ? value.scalar : Number.NaN));
        expect([...scalars].sort()).toEqual(numbers(line).sort());
        expect(new Set(values.map(({ tag }) => tag)).size).toBe(values.length);
        count += values.length;
      }
      expect(count).toBeGreaterThan(20);
    }
  });

  test('are called after stage, event and field', () => {
    const line = {
      event: 'iteration',
      stage: 'size',
      epoch: 2,
      iteration: 7,
      loss: 0.5,
      validationLoss: null,
      firingRates: [0.1, 0.2],
      layers: [{ layer: 3, sizes: [2, 8], sizeProbabilities: [0.25, 0.75] }],
      intrinsic: [{ layer: 3, tau: { mean: 9 } }],
    };
    expect(lineScalars(line)).toEqual([
      { tag: 'size/iteration/loss', scalar: 0.5 },
      { tag: 'size/iteration/firingRates/0', scalar: 0.1 },
      { tag: 'size/iteration/firingRates/1', scalar: 0.2 },
      { tag: 'size/iteration/layers/3/sizeProbability/2', scalar: 0.25 },
      { tag: 'size/iteration/layers/3/sizeProbability/8', scalar: 0.75 },
      { tag: 'size/iteration/intrinsic/3/tau/mean', scalar: 9 },
    ]);
    expect(runEvents([line], null)[0]).toMatchObject({ step: 7, wallTime: 0 });
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

  test('an interrupted run is converted as far as it went', () => {
    const whole = readFileSync(join(run, 'seed-1', 'metrics.jsonl'), 'utf8');
    const lines = parseMetrics(whole.slice(0, -40), 'cut');
    expect(lines.length).toBe(parseMetrics(whole, 'whole').length - 1);
    expect(runEvents(lines, null).length).toBeGreaterThan(0);
  });

  test('damage in the middle is named', async () => {
    const broken = join(root, 'broken');
    mkdirSync(broken);
    const config = readFileSync(join(run, 'seed-1', 'config.json'));
    writeFileSync(join(broken, 'config.json'), config);
    writeFileSync(join(broken, 'metrics.jsonl'), '{"event":"epoch","epoch":1}\n[1]\n');
    const error: unknown = await writeTensorboard(broken, null).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(MotifsmithError);
    expect((error as MotifsmithError).where).toMatch(/metrics\.jsonl, line 2$/);
    const deep = `{"event":"x","a":${'['.repeat(50)}1${']'.repeat(50)}}\n`;
    expect(() => runEvents(parseMetrics(deep, 'deep'), null)).toThrow(/nested too deep/);
  });
});

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

/** Images of the first member under a tag, found with a protobuf reader. */
function imagesOf(wanted: string): { image: Uint8Array }[] {
  const bytes = new Uint8Array(readFileSync(files[0]!));
  const view = new DataView(bytes.buffer);
  const found: { image: Uint8Array }[] = [];
  const readImage = (field: number, out: { image: Uint8Array }, pbf: PbfReader): void => {
    if (field === 4) out.image = pbf.readBytes();
  };
  const readValue = (field: number, out: { tag: string; image: Uint8Array }, pbf: PbfReader) => {
    if (field === 1) out.tag = pbf.readString();
    else if (field === 4) pbf.readMessage(readImage, out);
  };
  const readSummary = (field: number, _: null, pbf: PbfReader): void => {
    if (field !== 1) return;
    const value = pbf.readMessage(readValue, { tag: '', image: new Uint8Array(0) });
    if (value.tag === wanted) found.push(value);
  };
  const readEvent = (field: number, _: null, pbf: PbfReader): void => {
    if (field === 5) pbf.readMessage(readSummary, null);
  };
  for (let at = 0; at < bytes.length; ) {
    const length = Number(view.getBigUint64(at, true));
    new PbfReader(bytes.slice(at + 12, at + 12 + length)).readFields(readEvent, null);
    at += 16 + length;
  }
  return found;
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
});
