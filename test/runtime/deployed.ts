/** Random networks that know their sensor: in the engine, and as files for the runtime. */
import { channelCount } from '../../src/data/events/address-events.ts';
import { pooledSensor } from '../../src/data/events/input-channel.ts';
import type { Preprocessing } from '../../src/data/events/preprocessing.ts';
import type { EngineNetwork } from '../../src/engine/engine.ts';
import { createWasmEngine } from '../../src/engine/wasm/engine.ts';
import type { Deployment } from '../../src/exchange/deployment.ts';
import { encodePortable } from '../../src/experiment/portable-files.ts';
import type { Readout } from '../../src/model/readout.ts';
import { readModel } from '../../src/training/network.ts';
import { PLAIN, SENSOR } from '../data/datasets/sets.ts';
import { randomNetwork } from '../engine/random-network.ts';

export const CLASS_NAMES = ['left', 'right', 'up'];

const PREPROCESSING: Preprocessing = {
  sensor: SENSOR,
  zero: 'recording',
  ...PLAIN,
};

export const deploymentOf = (change: Partial<Preprocessing> = {}): Deployment => ({
  preprocessing: { ...PREPROCESSING, ...change },
  classNames: CLASS_NAMES,
  origin: { dataset: 'made', fingerprint: 'sha256:0', run: 'made-1', version: '0.1.0' },
});

/** A network of as many inputs as the preprocessing gives. */
export async function deployed(
  change: Partial<Preprocessing> = {},
  seed = 1,
  readout: Readout = 'spiking',
): Promise<{ readonly network: EngineNetwork; readonly bytes: Uint8Array }> {
  const deployment = deploymentOf(change);
  const { sensor, ...options } = deployment.preprocessing;
  const { network, built } = await randomNetwork(createWasmEngine(), {
    seed,
    inputs: channelCount(pooledSensor(sensor, options)),
    classes: CLASS_NAMES.length,
    layers: [{ kind: 'scml', neurons: 20, size: 4 }],
    lengths: [],
    density: 0,
    types: ['exc', 'inh', 'none'],
    readout,
  });
  const model = readModel(network, built.architecture);
  const bytes = encodePortable(model, options.binMs, 'safetensors', deployment);
  return { network, bytes };
}
