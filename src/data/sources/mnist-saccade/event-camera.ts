/**
 * A SIMULATED event camera. N-MNIST (Orchard et al. 2015) was recorded by moving a real sensor in
 * front of MNIST digits on a screen; this computes the same, so that event-camera runs need no
 * download and repeat bit for bit. It is not N-MNIST, and reports must say so.
 *
 * A pixel watches the logarithm of its brightness and sends an event each time it has moved by the
 * pixel's threshold since its last event. Only +, −, ×, ÷ and the project's own logarithm are used.
 */
import { log } from '../../../core/math.ts';
import { Random } from '../../../core/random.ts';
import { type AddressEvents, channelCount, type Sensor } from '../../events/address-events.ts';

/** Width and height of the image and of the sensor, pixels. */
export const IMAGE_SIZE = 28;
const SENSOR_SIZE = 34;
const PIXELS = SENSOR_SIZE * SENSOR_SIZE;
/** Polarity 1 (ON) is brighter, 0 (OFF) darker. */
export const CAMERA_SENSOR: Sensor = { width: SENSOR_SIZE, height: SENSOR_SIZE, polarities: 2 };

/**
 * Corners of the path of the image's upper left corner on the sensor, (x, y) in pixels: the
 * triangle of N-MNIST's three saccades. Between 0 and 34 − 28, the whole image stays on the sensor.
 */
const CORNERS = [
  [0, 0],
  [3, 6],
  [6, 0],
  [0, 0],
] as const;
const SACCADE_MS = 100;
/** Length of a recording, ms. */
const RECORDING_MS = SACCADE_MS * (CORNERS.length - 1);

/** Brightness of black, with white as 1: a screen is never quite dark, and ln 0 is −∞. */
const BLACK = 0.1;
/** Mean contrast threshold in units of ln brightness; gives about N-MNIST's 4,100 events. */
const THRESHOLD = 0.46;
/** Standard deviation of the thresholds of pixels and polarities, relative: sensor mismatch. */
const MISMATCH = 0.03;
/** Background events per pixel and second, of either polarity, independent of the image. */
const NOISE_HZ = 0.4;
/** Brightness levels of the logarithm's table per grey level of the image. */
const TABLE_STEPS = 16;

/** Where the image is after each ms: whole pixels, and the weights of the four neighbours. */
interface Pose {
  readonly x: number;
  readonly y: number;
  /** Of the image pixels at (0, 0), (−1, 0), (0, −1), (−1, −1), times TABLE_STEPS. */
  readonly weights: readonly [number, number, number, number];
}

/** One sensor: its thresholds are drawn once and apply to all of its recordings. */
export class EventCamera {
  readonly #seed: number;
  readonly #poses = trajectory();
  /** ln brightness by grey level · TABLE_STEPS. */
  readonly #logBrightness = Float64Array.from({ length: 255 * TABLE_STEPS + 1 }, (_, i) =>
    log(BLACK + ((1 - BLACK) * i) / (255 * TABLE_STEPS)),
  );
  /** [2 · pixels] threshold of each channel. */
  readonly #thresholds: Float64Array;
  /** [pixels] ln brightness at which each pixel sends its next ON and OFF event. */
  readonly #upper = new Float64Array(PIXELS);
  readonly #lower = new Float64Array(PIXELS);
  /** Events of the current recording, in no order: ms and channel of each. */
  #times: number[] = [];
  #channels: number[] = [];

  /** @param seed fixes the thresholds and, with the name of a recording, its background noise */
  constructor(seed: number) {
    this.#seed = seed;
    const random = new Random(seed, 'camera/thresholds');
    this.#thresholds = Float64Array.from(
      { length: channelCount(CAMERA_SENSOR) },
      () =>
        // Far tails are cut off: a threshold near zero would fire endlessly.
        THRESHOLD * (1 + MISMATCH * Math.max(-4, Math.min(4, random.normal()))),
    );
  }

  /**
   * Records one image.
   * @param image [28 · 28] grey levels 0 (black) … 255, row by row
   * @param name of the recording, for its noise: the same image and name give the same events
   * @returns events at whole ms, of a recording of 300 ms
   * @throws RangeError if the image has another size
   */
  record(image: Uint8Array, name: string): AddressEvents {
    if (image.length !== IMAGE_SIZE * IMAGE_SIZE) {
      throw new RangeError(`the image has ${image.length} pixels, not 28 × 28`);
    }
    this.#times = [];
    this.#channels = [];
    this.#moveImage(image);
    this.#addNoise(new Random(this.#seed, `camera/noise/${name}`));
    return inOrderOfTime(this.#times, this.#channels);
  }

  #moveImage(image: Uint8Array): void {
    const upper = this.#upper;
    const lower = this.#lower;
    const times = this.#times;
    const channels = this.#channels;
    const table = this.#logBrightness;
    const thresholds = this.#thresholds;
    // With a black border, the inner loop need not test for the edge of the image.
    const stride = IMAGE_SIZE + 2 * BORDER;
    const { padded, left, right, top, bottom } = withBorder(image);
    // At rest the sensor has adapted to the image, and sends nothing until it moves.
    this.#adapt(padded, stride);
    for (let ms = 0; ms < RECORDING_MS; ms++) {
      const { x: poseX, y: poseY, weights } = this.#poses[ms + 1]!;
      const [here, west, north, northWest] = weights;
      // The image moves by less than a pixel a step, so that one black pixel on each side suffices
      // for every pixel that it has just left to return to black.
      const yEnd = Math.min(SENSOR_SIZE - 1, bottom + poseY + 2);
      const xBegin = Math.max(0, left + poseX - 1);
      const xEnd = Math.min(SENSOR_SIZE - 1, right + poseX + 2);
      for (let y = Math.max(0, top + poseY - 1); y <= yEnd; y++) {
        const row = (y - poseY + BORDER) * stride + BORDER - poseX;
        for (let x = xBegin; x <= xEnd; x++) {
          const source = row + x;
          const grey =
            here * padded[source]! +
            west * padded[source - 1]! +
            north * padded[source - stride]! +
            northWest * padded[source - stride - 1]!;
          const brightness = table[(grey + 0.5) | 0]!;
          const pixel = y * SENSOR_SIZE + x;
          if (brightness < upper[pixel]! && brightness > lower[pixel]!) continue;
          const brighter = brightness >= upper[pixel]!;
          const channel = brighter ? PIXELS + pixel : pixel;
          const threshold = thresholds[channel]!;
          // The first event is due at the bound, each further one a threshold beyond.
          const beyond = brighter ? brightness - upper[pixel]! : lower[pixel]! - brightness;
          const events = 1 + Math.floor(beyond / threshold);
          const moved = (brighter ? events : -events) * threshold;
          upper[pixel] = upper[pixel]! + moved;
          lower[pixel] = lower[pixel]! + moved;
          for (let e = 0; e < events; e++) {
            times.push(ms);
            channels.push(channel);
          }
        }
      }
    }
  }

  /** Centres every pixel's bounds on what it sees at the start, when the image is at (0, 0). */
  #adapt(padded: Float64Array, stride: number): void {
    for (let y = 0; y < SENSOR_SIZE; y++) {
      for (let x = 0; x < SENSOR_SIZE; x++) {
        const inside = x < IMAGE_SIZE && y < IMAGE_SIZE;
        const grey = inside ? padded[(y + BORDER) * stride + BORDER + x]! : 0;
        const brightness = this.#logBrightness[grey * TABLE_STEPS]!;
        const pixel = y * SENSOR_SIZE + x;
        this.#upper[pixel] = brightness + this.#thresholds[PIXELS + pixel]!;
        this.#lower[pixel] = brightness - this.#thresholds[pixel]!;
      }
    }
  }

  /** Events at exponential intervals along all (ms, pixel) places of the recording, end to end. */
  #addNoise(random: Random): void {
    const places = RECORDING_MS * PIXELS;
    const meanInterval = 1000 / NOISE_HZ;
    let place = -meanInterval * log(1 - random.uniform());
    while (place < places) {
      const whole = Math.floor(place);
      const pixel = whole % PIXELS;
      const ms = (whole - pixel) / PIXELS;
      this.#times.push(ms);
      this.#channels.push(random.integer(2) * PIXELS + pixel);
      place -= meanInterval * log(1 - random.uniform());
    }
  }
}

/** Sorts by counting: the whole ms of a recording are few. */
function inOrderOfTime(ms: readonly number[], channels: readonly number[]): AddressEvents {
  const next = new Uint32Array(RECORDING_MS + 1);
  for (const time of ms) next[time + 1]!++;
  for (let time = 0; time < RECORDING_MS; time++) next[time + 1]! += next[time]!;
  const times = new Float64Array(ms.length);
  const x = new Uint16Array(ms.length);
  const y = new Uint16Array(ms.length);
  const polarity = new Uint8Array(ms.length);
  for (let i = 0; i < ms.length; i++) {
    const e = next[ms[i]!]!++;
    const channel = channels[i]!;
    const pixel = channel % PIXELS;
    times[e] = 1000 * ms[i]!;
    x[e] = pixel % SENSOR_SIZE;
    y[e] = (pixel - x[e]!) / SENSOR_SIZE;
    polarity[e] = channel < PIXELS ? 0 : 1;
  }
  return { sensor: CAMERA_SENSOR, times, x, y, polarity, durationUs: 1000 * RECORDING_MS };
}

/** Black pixels around the image, enough for every pose. */
const BORDER = SENSOR_SIZE - IMAGE_SIZE + 1;

function withBorder(image: Uint8Array) {
  const stride = IMAGE_SIZE + 2 * BORDER;
  const padded = new Float64Array(stride * stride);
  let left = IMAGE_SIZE;
  let right = -1;
  let top = IMAGE_SIZE;
  let bottom = -1;
  for (let y = 0; y < IMAGE_SIZE; y++) {
    for (let x = 0; x < IMAGE_SIZE; x++) {
      const grey = image[y * IMAGE_SIZE + x]!;
      if (grey === 0) continue;
      padded[(y + BORDER) * stride + BORDER + x] = grey;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  return { padded, left, right, top, bottom };
}

/**
 * The poses at 0 … 300 ms. Each saccade is straight and starts and ends at rest, the way along it
 * being 10z³ − 15z⁴ + 6z⁵ (minimum jerk): the bell-shaped speed that N-MNIST's event rate shows.
 */
function trajectory(): readonly Pose[] {
  return Array.from({ length: RECORDING_MS + 1 }, (_, ms) => {
    const saccade = Math.min(CORNERS.length - 2, Math.floor(ms / SACCADE_MS));
    const z = (ms - saccade * SACCADE_MS) / SACCADE_MS;
    const way = z * z * z * (10 + z * (6 * z - 15));
    const [fromX, fromY] = CORNERS[saccade]!;
    const [toX, toY] = CORNERS[saccade + 1]!;
    const exactX = fromX + way * (toX - fromX);
    const exactY = fromY + way * (toY - fromY);
    const x = Math.floor(exactX);
    const y = Math.floor(exactY);
    const a = exactX - x;
    const b = exactY - y;
    const weights = [(1 - a) * (1 - b), a * (1 - b), (1 - a) * b, a * b] as const;
    const [here, west, north, northWest] = weights.map((weight) => weight * TABLE_STEPS);
    return { x, y, weights: [here!, west!, north!, northWest!] };
  });
}
