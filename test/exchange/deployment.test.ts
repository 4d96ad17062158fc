/** What exported networks say of their use: kept by every format, and refused where it cannot be true. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { MotifsmithError } from '../../src/core/errors.ts';
import { channelCount } from '../../src/data/events/address-events.ts';
import { pooledSensor } from '../../src/data/events/input-channel.ts';
import { type Preprocessing, preprocessingSchema } from '../../src/data/events/preprocessing.ts';
import { createTransform } from '../../src/data/events/transform.ts';
import {
  type Deployment,
  encodeDeployment,
  parseDeployment,
} from '../../src/exchange/deployment.ts';
import { exportNir } from '../../src/exchange/nir/export.ts';
import { decodeNir } from '../../src/exchange/nir/graph.ts';
import { importNir } from '../../src/exchange/nir/import.ts';
import { decodePortable, encodePortable } from '../../src/experiment/portable-files.ts';
import { decodeNpz } from '../../src/formats/npz.ts';
import { expectFailure } from '../data/helpers.ts';
import { deploymentOf } from '../runtime/deployed.ts';
import { portable } from './networks.ts';

const deployment = deploymentOf({ crop: { x: 1, y: 0, width: 5, height: 4 }, pool: 2 });
const NETWORK = { inputs: 3 * 2 * 2, outputs: 3, stepMs: 1 };
const json = JSON.parse(encodeDeployment(deployment));

const read = (value: unknown, network = NETWORK) =>
  parseDeployment(JSON.stringify(value), network, 'edge.safetensors');

test('says the inputs in their order, polarity by polarity, row by row', () => {
  expect(json.channels).toEqual({ polarities: ['off', 'on'], rows: 2, columns: 3 });
  const channels = (change: Partial<Preprocessing>) =>
    JSON.parse(encodeDeployment(deploymentOf(change))).channels.polarities;
  expect(channels({ polarity: 'merge' })).toEqual(['any']);
  expect(channels({ polarity: 'on' })).toEqual(['on']);
});

test('reads what it wrote, and nothing where an older version wrote nothing', () => {
  expect(read(json)).toEqual(deployment);
  expect(read({ ...json, origin: null })).toEqual({ ...deployment, origin: null });
  expect(parseDeployment(undefined, NETWORK, 'old')).toBeNull();
});

describe('refuses', () => {
  const change = (name: string, value: unknown) => ({
    ...json,
    preprocessing: { ...json.preprocessing, [name]: value },
  });

  it.each<[string, unknown, RegExp]>([
    ['a later version', { ...json, formatVersion: 2 }, /field formatVersion/],
    ['an unknown field', { ...json, gain: 2 }, /field gain/],
    ['an unknown step of preprocessing', change('denoise', true), /field preprocessing.denoise/],
    [
      'swapped polarities',
      { ...json, channels: { ...json.channels, polarities: ['on', 'off'] } },
      /field channels/,
    ],
    ['another number of inputs', change('pool', 1), /preprocessing/],
    [
      'an impossible sensor',
      change('sensor', { width: 65536, height: 65536, polarities: 2 }),
      /sensor/,
    ],
    [
      'a sensor of three polarities',
      change('sensor', { ...json.preprocessing.sensor, polarities: 3 }),
      /sensor.polarities/,
    ],
    ['a crop beyond the sensor', change('crop', { x: 2, y: 0, width: 5, height: 4 }), /crop/],
    ['another step', change('binMs', 2), /binMs/],
    ['too few class names', { ...json, classNames: ['left'] }, /classNames/],
    ['class names that are numbers', { ...json, classNames: [1, 2, 3] }, /classNames/],
    ['an origin of numbers', { ...json, origin: { ...json.origin, run: 1 } }, /origin.run/],
    ['a list', [json], /edge.safetensors/],
    ['null', null, /edge.safetensors/],
  ])('%s', async (_, value, where) => {
    await expectFailure(() => read(value), 'artifact', /The content is not valid/, where);
  });

  it('what is no JSON', async () => {
    const call = () => parseDeployment('{', NETWORK, 'edge');
    await expectFailure(call, 'artifact', /expected an object/, /edge/);
  });
});

test('accepts exactly the preprocessing that training accepts', () => {
  const number = fc.oneof(fc.integer({ min: -2, max: 12 }), fc.constantFrom(0.5, 65_536, 1e9));
  const some = (...values: unknown[]) =>
    fc.oneof(number, fc.constantFrom(null, 'x', {}, ...values));
  const changes = fc.dictionary(
    fc.constantFrom(...Object.keys(json.preprocessing), 'gain'),
    some(true, 'both', 'merge', 'first-event', { x: 0, y: 0, width: 2, height: 2 }),
    { maxKeys: 2 },
  );
  let [accepted, refused] = [0, 0];
  const property = fc.property(changes, (change) => {
    const value = { ...json.preprocessing, ...change };
    const parsed = preprocessingSchema.safeParse(value);
    const isPossible = (): boolean => {
      if (!parsed.success) return false;
      const { sensor, zero: _, ...options } = parsed.data;
      try {
        createTransform(sensor, options);
        return true;
      } catch (error) {
        expect(error).toBeInstanceOf(MotifsmithError);
        return false;
      }
    };
    const fits = (): Pick<typeof NETWORK, 'inputs' | 'stepMs'> | null => {
      if (!parsed.success) return null;
      const { sensor, binMs, ...options } = parsed.data;
      return { inputs: channelCount(pooledSensor(sensor, options)), stepMs: binMs };
    };
    const network = { ...NETWORK, ...fits() };
    const isRead = (): boolean => {
      try {
        const text = parsed.success
          ? encodeDeployment({ ...deployment, preprocessing: parsed.data })
          : JSON.stringify({ ...json, preprocessing: value });
        parseDeployment(text, network, 'made');
        return true;
      } catch (error) {
        expect(error).toBeInstanceOf(MotifsmithError);
        return false;
      }
    };
    const possible = isPossible();
    expect(isRead()).toBe(possible);
    if (possible) accepted++;
    else refused++;
  });
  fc.assert(property, { numRuns: 1500 });
  expect(accepted).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(100);
});

describe('travels with the network in', async () => {
  const { model } = await portable({
    seed: 3,
    inputs: NETWORK.inputs,
    classes: 3,
    layers: [{ kind: 'scml', neurons: 12, size: 4 }],
    lengths: [],
    density: 0,
    types: ['exc', 'inh'],
  });
  const parsed = (text: unknown): Deployment | null =>
    parseDeployment(text as string, NETWORK, 'file');

  it('npz', () => {
    const bytes = encodePortable(model, 1, 'npz', deployment);
    const array = decodeNpz(bytes, 'file', ['deployment']).get('deployment')!;
    expect(parsed(array.data[0])).toEqual(deployment);
    expect(decodePortable(bytes, 'npz', 'file', 2 ** 26).architecture).toEqual(model.architecture);
  });

  it('NIR, which is still restored bit for bit', async () => {
    const options = { stepSeconds: 0.001, target: 'snntorch', allowLossy: false } as const;
    const { bytes } = await exportNir(model, { ...options, deployment });
    expect(parsed(decodeNir(bytes, 'file').annotations.text('deployment'))).toEqual(deployment);
    expect(importNir(bytes, 'file', { stepSeconds: null }).restored).toBe(true);
  });
});
