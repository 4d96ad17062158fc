/** A page of somebody who has installed the package: imports every entry point, trains a network. */
import * as main from 'motifsmith';
import { createEngine, DEFAULT_TRAINING, type Sensor, TrainJob } from 'motifsmith';
import * as core from 'motifsmith/core';
import * as data from 'motifsmith/data';
import { type EventSample, memorySource, sampleFromEvents } from 'motifsmith/data';
import * as interop from 'motifsmith/interop';
import * as runtime from 'motifsmith/runtime';
import * as search from 'motifsmith/search';

const SENSOR: Sensor = { width: 8, height: 1, polarities: 1 };

/** Class 0 is busy in the lower channels, class 1 in the upper ones. */
function sample(label: number, random: core.Random): EventSample {
  const times: number[] = [];
  const channels: number[] = [];
  for (let t = 0; t < 20; t++) {
    for (let channel = 0; channel < 8; channel++) {
      if (random.uniform() >= (channel < 4 === (label === 0) ? 0.5 : 0.05)) continue;
      times.push(t);
      channels.push(channel);
    }
  }
  return sampleFromEvents(20, times, channels, label);
}

function samples(count: number, stream: string): data.SampleSource {
  const random = new core.Random(1, stream);
  return memorySource(
    Array.from({ length: count }, (_, k) => sample(k % 2, random)),
    SENSOR,
  );
}

async function train(): Promise<number> {
  const neuron = { tauMembrane: 8, tauSynapse: 4, threshold: 1, inhibitoryWeight: -2 };
  const template: search.NetworkTemplate = {
    inputs: 8,
    outputs: 2,
    neuron,
    hidden: [{ kind: 'scml', neurons: 12 }],
    motifSizes: [3],
    boundary: 'open',
    lateral: true,
  };
  const job = await TrainJob.start({
    engine: await createEngine('wasm'),
    architecture: search.fixedArchitecture(template, { kind: 'random', seed: 1 }),
    train: samples(40, 'train'),
    validation: null,
    test: samples(40, 'test'),
    settings: { ...DEFAULT_TRAINING, epochs: 10, batchSize: 8, learningRate: 0.01 },
    seed: 1,
  });
  while (!job.finished) await job.advance();
  return job.result().test.accuracy;
}

/** What the test reads. */
export interface PageReport {
  readonly names: Readonly<Record<string, readonly string[]>>;
  readonly accuracy: number;
}

const names = Object.fromEntries(
  Object.entries({
    motifsmith: main,
    'motifsmith/core': core,
    'motifsmith/data': data,
    'motifsmith/interop': interop,
    'motifsmith/runtime': runtime,
    'motifsmith/search': search,
  }).map(([specifier, module]) => [specifier, Object.keys(module).sort()]),
);
const report: PageReport = { names, accuracy: await train() };
document.body.dataset.report = JSON.stringify(report);
