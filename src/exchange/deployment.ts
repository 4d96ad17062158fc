/**
 * What a trained network has to know besides its weights to be put to use: which sensor its events come
 * from, how they become inputs, what its classes are called, and where it comes from. Every exported
 * network carries it as JSON (docs/runtime.md). Without zod, because the runtime reads it too.
 */
import { MotifsmithError } from '../core/errors.ts';
import { expected, NO_SUCH_FIELD } from '../core/expected.ts';
import { isRecord } from '../core/json.ts';
import { parseJson } from '../core/parse-json.ts';
import { channelCount, isPossibleSensor, type Sensor } from '../data/events/address-events.ts';
import { POLARITY_HANDLINGS, pooledSensor } from '../data/events/input-channel.ts';
import type { Preprocessing } from '../data/events/preprocessing.ts';

/** Metadata of a file, or array of an npz. */
export const DEPLOYMENT_FIELD = 'deployment';
/** Of the JSON; changes whenever a field does, as one that is overlooked gives wrong answers. */
const FORMAT_VERSION = 1;

/** Where a network comes from. */
export interface NetworkOrigin {
  /** Name of the data set. */
  readonly dataset: string;
  /** Of the data set: its samples, labels and split. */
  readonly fingerprint: string;
  /** Folder of the run, and the member if it has several. */
  readonly run: string;
  /** Version of Motifsmith that trained it. */
  readonly version: string;
}

/** What a network has to know to be put to use. */
export interface Deployment {
  readonly preprocessing: Preprocessing;
  /** [classes] */
  readonly classNames: readonly string[];
  /** Null for a network that no run has made. */
  readonly origin: NetworkOrigin | null;
}

/** The network that a deployment is of. */
interface Network {
  readonly inputs: number;
  readonly outputs: number;
  /** Length of a step, ms. */
  readonly stepMs: number;
}

/** The inputs in their order: polarity by polarity, row by row. Follows from the preprocessing. */
function channelsOf({ sensor, ...options }: Preprocessing) {
  const { width, height, polarities } = pooledSensor(sensor, options);
  const either = options.polarity === 'on' ? 'on' : 'any';
  return {
    polarities: polarities === 2 ? ['off', 'on'] : [either],
    rows: height,
    columns: width,
  };
}

/** The JSON that a file carries. */
export function encodeDeployment({ preprocessing, classNames, origin }: Deployment): string {
  const channels = channelsOf(preprocessing);
  return JSON.stringify({
    formatVersion: FORMAT_VERSION,
    preprocessing,
    channels,
    classNames,
    origin,
  });
}

/**
 * @param text undefined in files of versions that did not write it
 * @param where names the file and the place in it in errors
 * @returns null for undefined
 * @throws MotifsmithError `artifact` naming the field that is not valid or does not fit the network
 */
export function parseDeployment(
  text: string | undefined,
  network: Network,
  where: string,
): Deployment | null {
  if (text === undefined) return null;
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    value = null;
  }
  const fault = deploymentFault(value, network);
  if (fault === null) {
    const { preprocessing, classNames, origin } = value as Deployment;
    return { preprocessing, classNames, origin };
  }
  const [field, problem, remedy = 'Export the network again: `motifsmith export RUN`.'] = fault;
  throw new MotifsmithError('artifact', `The content is not valid: ${problem}.`, {
    where: field === '' ? where : `${where}, field ${field}`,
    remedy,
  });
}

type Fault = readonly [field: string, problem: string, remedy?: string];
/** What a field may hold, in words, and a test of it. */
type Rule = readonly [allowed: string, test: (value: unknown) => boolean];
type Rules<T> = Readonly<Record<keyof T, Rule>>;

const whole = (least: number, most = Number.MAX_SAFE_INTEGER): Rule => [
  `a whole number from ${least} to ${most}`,
  (value) => Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most,
];
const oneOf = (...values: readonly unknown[]): Rule => [
  `one of ${values.join(', ')}`,
  (value) => values.includes(value),
];
const orNull = ([allowed, test]: Rule): Rule => [
  `${allowed}, or null`,
  (value) => value === null || test(value),
];
const text: Rule = ['text', (value) => typeof value === 'string'];
const object: Rule = ['an object', isRecord];

const SENSOR: Rules<Sensor> = {
  width: whole(1, 2 ** 16),
  height: whole(1, 2 ** 16),
  polarities: oneOf(1, 2),
};
const CROP: Rules<NonNullable<Preprocessing['crop']>> = {
  x: whole(0, 65_535),
  y: whole(0, 65_535),
  width: whole(1, 65_535),
  height: whole(1, 65_535),
};
const PREPROCESSING: Rules<Preprocessing> = {
  sensor: object,
  zero: oneOf('first-event', 'recording'),
  binMs: whole(1, 1000),
  counts: oneOf(true, false),
  polarity: oneOf(...POLARITY_HANDLINGS),
  crop: orNull(object),
  pool: whole(1, 65_535),
  maxSteps: orNull(whole(1)),
  stepsTail: whole(0, 10_000),
};
const ORIGIN: Rules<NetworkOrigin> = { dataset: text, fingerprint: text, run: text, version: text };
const DEPLOYMENT: Rules<Deployment & { formatVersion: 1; channels: object }> = {
  formatVersion: ['1', () => true],
  preprocessing: object,
  channels: object,
  classNames: [
    'a list of names',
    (value) => Array.isArray(value) && value.every((name) => typeof name === 'string'),
  ],
  origin: orNull(object),
};

/** Each field by itself: none is missing, none is unknown. */
function fieldsFault(value: unknown, rules: Rules<object>, path: string): Fault | null {
  if (!isRecord(value)) return [path, expected('an object', value)];
  const prefix = path === '' ? '' : `${path}.`;
  const stray = Object.keys(value).find((name) => !Object.hasOwn(rules, name));
  if (stray !== undefined) return [`${prefix}${stray}`, NO_SUCH_FIELD];
  for (const [name, [allowed, test]] of Object.entries<Rule>(rules)) {
    const found = Object.hasOwn(value, name) ? value[name] : undefined;
    if (!test(found)) return [`${prefix}${name}`, expected(allowed, found)];
  }
  return null;
}

function deploymentFault(value: unknown, network: Network): Fault | null {
  if (isRecord(value) && value.formatVersion !== FORMAT_VERSION) {
    const found = expected(`version ${FORMAT_VERSION}`, value.formatVersion);
    return ['formatVersion', found, 'Read it with the version of Motifsmith that has written it.'];
  }
  const outer = fieldsFault(value, DEPLOYMENT, '');
  if (outer) return outer;
  const { preprocessing, origin, ...rest } = value as unknown as Deployment & { channels: unknown };
  const { sensor, crop } = preprocessing;
  return (
    fieldsFault(preprocessing, PREPROCESSING, 'preprocessing') ??
    fieldsFault(sensor, SENSOR, 'preprocessing.sensor') ??
    (crop && fieldsFault(crop, CROP, 'preprocessing.crop')) ??
    (origin && fieldsFault(origin, ORIGIN, 'origin')) ??
    contradiction({ preprocessing, origin, ...rest }, network)
  );
}

/** Fields that contradict each other or the network. */
function contradiction(
  { preprocessing, channels, classNames }: Deployment & { readonly channels: unknown },
  { inputs, outputs, stepMs }: Network,
): Fault | null {
  const { sensor, crop, polarity, binMs } = preprocessing;
  const { width, height, polarities } = sensor;
  const size = `${width} × ${height} cells`;
  if (!isPossibleSensor(sensor)) return ['preprocessing.sensor', `${size} are too many`];
  if (crop && (crop.x + crop.width > width || crop.y + crop.height > height)) {
    return ['preprocessing.crop', `it extends beyond the sensor of ${size}`];
  }
  if (polarity !== 'both' && polarities === 1) {
    return ['preprocessing.polarity', `it is ${polarity}, but the sensor has only one polarity`];
  }
  const count = channelCount(pooledSensor(sensor, preprocessing));
  if (count !== inputs) {
    return ['preprocessing', `it gives ${count} inputs, but the network has ${inputs}`];
  }
  if (JSON.stringify(channels) !== JSON.stringify(channelsOf(preprocessing))) {
    return ['channels', `they are not those that the preprocessing gives`];
  }
  if (binMs !== stepMs) {
    return ['preprocessing.binMs', `it is ${binMs} ms, but a step of the network is ${stepMs} ms`];
  }
  if (classNames.length !== outputs) {
    return ['classNames', `there are ${classNames.length} for ${outputs} output neurons`];
  }
  return null;
}
