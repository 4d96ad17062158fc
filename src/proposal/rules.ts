/**
 * From an overview of the data to the settings of a search, each with its reason. The rules are few and
 * plain; they come near the presets for the data of the presets, and have no ambition beyond a good start.
 * docs/settings.md explains them.
 */
import { channelCount, type Sensor } from '../data/events/address-events.ts';
import { pooledSensor } from '../data/events/input-channel.ts';
import { count, counted, significant } from '../view/format.ts';
import type { Overview } from './overview.ts';

/** A setting and why it has this value. */
export interface Proposal {
  /** e.g. `data.binMs` */
  readonly path: string;
  readonly value: unknown;
  /** One or two sentences; none where the value needs no reason. */
  readonly reason?: string;
}

/** Steps of the median recording, at least and at most: telling many classes apart takes finer ones. */
const STEPS = [60, 160] as const;
const STEPS_PER_CLASS = 6;
/** Neurons of the hidden layer, at least and at most; multiples of the largest motif. */
const NEURONS = [64, 832] as const;
const NEURONS_PER_CLASS = 32;
/** Recordings that are longer than so many medians are cut. */
export const LONGEST = 10;
/** Most inputs of a pooled camera. */
const MOST_INPUTS = 2048;
/** Time constants, steps. Intrinsic plasticity may halve that of the membrane; at 1 step it would overflow. */
const MEMBRANE = [4, 64] as const;
const SYNAPSE = [2, 64] as const;
/** Gradient passes of the final training, and those at least and at most of each recording. */
const PASSES = 100_000;
const EPOCHS = [10, 120] as const;
/** Networks of so many neurons learn at twice the rate: each of their weights matters more. */
const SMALL = 100;
/** Updates of a stage of the search, and epochs at least and at most. */
const SEARCH_UPDATES = 600;
const SEARCH_EPOCHS = [3, 30] as const;
const SEARCH_BATCH = 10;
/** Recordings that intrinsic plasticity sees after each update of the search. */
const PLASTICITY_WINDOW = 5;
/** Epochs that the finalists share for each of the search, which then takes half of the gradient passes. */
const FINALIST_SHARE = 2.3;
/** Norms are tens to hundreds, unless gradients explode (docs/tuning.md). */
const MOST_GRADIENT = 1000;

const within = (value: number, [least, most]: readonly [number, number]): number =>
  Math.min(most, Math.max(least, Math.round(value)));

/** The smallest pooling that leaves few enough inputs. */
export function poolFor(sensor: Sensor): number {
  let pool = 1;
  while (channelCount(pooledSensor(sensor, { polarity: 'both', crop: null, pool })) > MOST_INPUTS)
    pool += 1;
  return pool;
}

/**
 * The gain of the ear for sound: it gives fewer events than the default, and spoken digits were recognised better
 * (docs/audio.md).
 */
export const SOUND_GAIN = 1200;

/**
 * @param decided settings of the data that are not to be changed
 * @returns all settings, those decided first
 */
export function proposeSettings(overview: Overview, decided: readonly Proposal[] = []): Proposal[] {
  const { binMs, steps } = stepsOf(overview, decided);
  const known = new Set(decided.map(({ path }) => path));
  return [
    ...decided,
    ...proposeData(overview, binMs, steps).filter(({ path }) => !known.has(path)),
    ...proposeNetwork(overview, binMs, steps),
    ...proposeSearch(overview),
    ...proposeTraining(overview),
    {
      path: 'seeds',
      value: [1],
      reason: 'One run. Several seeds say how much of a result is chance, e.g. [1, 2, 3].',
    },
  ];
}

/** Length of a step, and how many steps half of the recordings have at most. */
export function stepsOf(
  { durationMs, perClass }: Pick<Overview, 'durationMs' | 'perClass'>,
  decided: readonly Proposal[] = [],
): { readonly binMs: number; readonly steps: number } {
  const asked = decided.find(({ path }) => path === 'data.binMs')?.value;
  const most = within(STEPS_PER_CLASS * perClass.size, STEPS);
  const binMs = typeof asked === 'number' ? asked : within(durationMs.median / most, [1, 1000]);
  return { binMs, steps: Math.max(1, Math.ceil(durationMs.median / binMs)) };
}

function proposeData(overview: Overview, binMs: number, steps: number): Proposal[] {
  const { sensor, durationMs, split, sharedSpeakers, refused, train, test } = overview;
  const median = `Half of the recordings last at most ${significant(durationMs.median)} ms`;
  const rules: Proposal[] = [
    {
      path: 'data.binMs',
      value: binMs,
      reason: `${median}: ${counted(steps, 'step')}. About ${STEPS[0]}, or ${STEPS_PER_CLASS} a class up to ${STEPS[1]}: few are quick to compute, and short for a connection to remember over; many classes need finer ones.`,
    },
  ];
  if (durationMs.max > LONGEST * durationMs.median) {
    rules.push({
      path: 'data.maxSteps',
      value: Math.ceil((LONGEST * durationMs.median) / binMs),
      reason: `${median}, but the longest ${significant(durationMs.max)} ms. What comes after this many steps is left out.`,
    });
  }
  const pool = poolFor(sensor);
  if (pool > 1) {
    const seen = pooledSensor(sensor, { polarity: 'both', crop: null, pool });
    rules.push({
      path: 'data.pool',
      value: pool,
      reason: `${count(channelCount(sensor))} inputs become ${count(channelCount(seen))}; every input costs weights and time.`,
    });
  }
  if (split.by === 'stratified') {
    const people = sharedSpeakers
      ? ' The same people are in both parts; by: speakers with testSpeakers tests on others.'
      : '';
    rules.push({
      path: 'data.split',
      value: { by: split.by, testFraction: split.testFraction },
      reason: `The set has no split of its own: ${count(test)} recordings for the test, ${count(train)} for training.${people}`,
    });
  }
  if (refused.recordings > 0 || durationMs.min < binMs) {
    rules.push({
      path: 'data.skipBad',
      value: true,
      reason:
        refused.first === null
          ? `Some recordings are shorter than a step (${significant(durationMs.min)} ms): those that have no more than that are left out.`
          : `A run would refuse ${counted(refused.recordings, 'recording')}: they are left out and counted. The first: ${refused.first}`,
    });
  }
  return rules;
}

/** Neurons of the hidden layer: 32 a class, in whole motifs. */
const neuronsFor = ({ perClass }: Overview): number =>
  within(NEURONS_PER_CLASS * perClass.size, NEURONS);

function proposeNetwork(overview: Overview, binMs: number, steps: number): Proposal[] {
  const tauMembrane = within(steps / 12, MEMBRANE);
  const tauSynapse = within(steps / 8, SYNAPSE);
  return [
    {
      path: 'network.layers',
      value: [{ kind: 'scml', neurons: neuronsFor(overview) }],
      reason: `${NEURONS_PER_CLASS} neurons a class, at least ${NEURONS[0]} and at most ${NEURONS[1]}: ${counted(overview.perClass.size, 'class', 'classes')}.`,
    },
    { path: 'network.motifSizes', value: [2, 4, 8, 16] },
    {
      path: 'network.tauMembrane',
      value: tauMembrane,
      reason: `In steps: ${count(tauMembrane * binMs)} ms, a twelfth of a recording (${MEMBRANE.join(' to ')} steps). Longer if what matters is further apart.`,
    },
    {
      path: 'network.tauSynapse',
      value: tauSynapse,
      reason: `In steps: ${count(tauSynapse * binMs)} ms, an eighth of a recording (${SYNAPSE.join(' to ')} steps).`,
    },
    {
      path: 'network.threshold',
      value: 0.5,
      reason: 'At 1, the default, many networks start silent.',
    },
  ];
}

/** Whether the largest class has at least twice the recordings of the smallest. */
export function isUneven({ perClass }: Overview): boolean {
  const counts = [...perClass.values()];
  return Math.max(...counts) >= 2 * Math.min(...counts);
}

/** What the search and the final training share; the reasons are given in the search. */
function weightRules(section: string, batchSize: number, overview: Overview): Proposal[] {
  const image = overview.sensor.height > 1;
  return [
    { path: `${section}.batchSize`, value: batchSize },
    { path: `${section}.learningRate`, value: neuronsFor(overview) > SMALL ? 1e-3 : 2e-3 },
    {
      path: `${section}.loss`,
      value: { kind: 'cross-entropy' },
      reason: 'It asks what the decision depends on: which output is the largest at the end.',
    },
    {
      path: `${section}.clipGradientNorm`,
      value: MOST_GRADIENT,
      reason: 'Far above what is usual: for gradients that explode, which would end the run.',
    },
    ...(isUneven(overview)
      ? [
          {
            path: `${section}.classWeights`,
            value: 'balanced',
            reason: 'The classes differ in size; this lets each count the same.',
          },
        ]
      : []),
    {
      path: `${section}.augmentation`,
      value: image
        ? { eventDrop: 0.2, channelShift: 1, rotation: 10, zoom: 0.1 }
        : { stretch: 0.1, eventDrop: 0.1 },
      reason: image
        ? 'Each time a recording is used, some events are lost and the image is moved, turned and scaled a little.'
        : 'Each time a recording is used, it is a little longer or shorter, and some events are lost.',
    },
  ];
}

/** Epochs of the final training. */
const epochsFor = ({ train }: Overview): number => within(PASSES / train, EPOCHS);

function proposeSearch(overview: Overview): Proposal[] {
  const half = Math.ceil(overview.train / 2);
  const epochs = within((SEARCH_UPDATES * SEARCH_BATCH) / half, SEARCH_EPOCHS);
  return [
    {
      path: 'search.sizeEpochs',
      value: epochs,
      reason: `For ${SEARCH_UPDATES} updates, but in ${SEARCH_EPOCHS.join(' to ')} epochs: ${count(epochs * Math.ceil(half / SEARCH_BATCH))} on half of the training recordings (${count(half)}).`,
    },
    { path: 'search.typeEpochs', value: epochs },
    { path: 'search.order', value: 1, reason: 'The second order takes twice the time.' },
    {
      path: 'search.relaxation',
      value: { temperature: [1, 0.05] },
      reason:
        'So low in the end that the choices are almost made before the cut, which then costs little.',
    },
    {
      path: 'search.finalists',
      value: {
        count: 9,
        fromPrior: 4,
        inherit: true,
        sharedEpochs: Math.round(FINALIST_SHARE * 2 * epochs),
      },
      reason:
        'The motif found is compared with eight others, four of them random; they start from what the search has learned.',
    },
    {
      path: 'search.reduction',
      value: 3,
      reason: 'The worse two thirds of them leave after each round.',
    },
    {
      path: 'search.keepWeights',
      value: true,
      reason: 'The final training goes on with what the search has learned: weights, R and τ.',
    },
    { path: 'search.keepIntrinsic', value: true },
    ...weightRules('search.weights', SEARCH_BATCH, overview),
    {
      path: 'search.architecture',
      value: { learningRate: 0.01, weightDecay: 0 },
      reason: 'In so few updates, smaller steps would not decide anything.',
    },
    { path: 'search.initialTypeLogits', value: { exc: 0.5, inh: -0.5, none: 1 } },
    {
      path: 'search.plasticity',
      value: {
        window: Math.max(1, Math.min(PLASTICITY_WINDOW, Math.floor(overview.train / 2))),
        learningRate: 2e-3,
        targetRate: 0.1,
        bounds: [0.5, 2],
      },
    },
  ];
}

function proposeTraining(overview: Overview): Proposal[] {
  const { train } = overview;
  const epochs = epochsFor(overview);
  return [
    {
      path: 'training.epochs',
      value: epochs,
      reason: `For ${count(PASSES)} gradient passes, but in ${EPOCHS.join(' to ')} epochs: ${count(epochs * train)} on ${count(train)} recordings.`,
    },
    { path: 'training.schedule', value: 'linear', reason: 'The learning rate falls to 0.' },
    ...weightRules('training', train < 1500 ? 10 : 20, overview).map(({ path, value }) => ({
      path,
      value,
    })),
  ];
}
