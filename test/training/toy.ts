/** Tiny tasks and helpers that the tests of training and of search share. */
import { Random } from '../../src/core/random.ts';
import { type EventSample, sampleFromEvents } from '../../src/data/events/sample.ts';
import { memorySource, type SampleSource } from '../../src/data/events/sample-source.ts';
import type { Engine, EngineNetwork } from '../../src/engine/engine.ts';
import type { NeuronModel } from '../../src/model/neuron.ts';
import type { Job, JobEvent, Snapshot, Tensor } from '../../src/training/job.ts';
import { DEFAULT_TRAINING, type TrainingSettings } from '../../src/training/settings.ts';

export const NEURON: NeuronModel = {
  tauMembrane: 8,
  tauSynapse: 4,
  threshold: 1,
  inhibitoryWeight: -2,
};

export const CLASSES = 2;
export const INPUTS = 6;

/** `toySamples` as a source. */
export const toySource = (count: number, seed: number): SampleSource =>
  memorySource(toySamples(count, seed), { width: INPUTS, height: 1, polarities: 1 });

/** Two classes, told apart by which half of the channels is busier; samples differ in length. */
export function toySamples(count: number, seed: number): EventSample[] {
  const random = new Random(seed, 'toy');
  return Array.from({ length: count }, (_, k) => {
    const label = k % CLASSES;
    const steps = 10 + random.integer(5);
    const times: number[] = [];
    const channels: number[] = [];
    for (let t = 0; t < steps; t++) {
      for (let channel = 0; channel < INPUTS; channel++) {
        const own = Math.floor((channel * CLASSES) / INPUTS) === label;
        if (random.uniform() >= (own ? 0.6 : 0.08)) continue;
        times.push(t);
        channels.push(channel);
      }
    }
    return sampleFromEvents(steps, times, channels, label);
  });
}

export const TRAINING: TrainingSettings = {
  ...DEFAULT_TRAINING,
  epochs: 2,
  batchSize: 4,
  learningRate: 0.01,
};

/** What a driver would do with a snapshot: write it to a file and read it back. */
export function throughFile({ state, tensors }: Snapshot): Snapshot {
  return {
    state: JSON.parse(JSON.stringify(state)),
    tensors: Object.fromEntries(
      Object.entries(tensors).map(([name, { shape, data }]): [string, Tensor] => [
        name,
        { shape: [...shape], data: data.slice() },
      ]),
    ),
  };
}

/** Runs a job to its end and collects its events. */
export async function finish<Event extends JobEvent>(job: Job<Event>): Promise<Event[]> {
  const events: Event[] = [];
  while (!job.finished) events.push(...(await job.advance()));
  return events;
}

/** Those events that are of one kind. */
export function eventsOf<Event extends JobEvent, Kind extends Event['event']>(
  events: readonly Event[],
  kind: Kind,
): Extract<Event, { readonly event: Kind }>[] {
  return events.filter(
    (event): event is Extract<Event, { readonly event: Kind }> => event.event === kind,
  );
}

/** Runs a job to its end, killing it and restoring it from its snapshot before every step. */
export async function finishWithKills<Event extends JobEvent, J extends Job<Event>>(
  job: J & Job<Event>,
  restore: (snapshot: Snapshot) => Promise<J>,
): Promise<{ job: J; events: Event[]; steps: number }> {
  const events: Event[] = [];
  let steps = 0;
  let current: J = job;
  while (!current.finished) {
    const saved = throughFile(current.snapshot());
    current.dispose();
    current = await restore(saved);
    events.push(...(await current.advance()));
    steps += 1;
  }
  return { job: current, events, steps };
}

/** The same engine, counting how often each sample is passed to `evaluate` and `gradients`. */
export function spying(engine: Engine): {
  engine: Engine;
  evaluated: Map<EventSample, number>;
  trained: Map<EventSample, number>;
} {
  const evaluated = new Map<EventSample, number>();
  const trained = new Map<EventSample, number>();
  const count = (map: Map<EventSample, number>, samples: readonly EventSample[]) => {
    for (const sample of samples) map.set(sample, (map.get(sample) ?? 0) + 1);
  };
  const watch = (network: EngineNetwork): EngineNetwork =>
    new Proxy(network, {
      get(target, property) {
        const value = Reflect.get(target, property, target);
        if (typeof value !== 'function') return value;
        return (...parameters: unknown[]) => {
          if (property === 'evaluate') count(evaluated, parameters[0] as EventSample[]);
          if (property === 'gradients' || property === 'intrinsicPlasticity') {
            count(trained, parameters[0] as EventSample[]);
          }
          return value.apply(target, parameters);
        };
      },
    });
  return {
    engine: {
      ...engine,
      createNetwork: async (...plan) => watch(await engine.createNetwork(...plan)),
    },
    evaluated,
    trained,
  };
}
