/** Which input an event feeds. Events that the network's sensor cannot send are refused, with what it can. */
import { MotifsmithError } from '../core/errors.ts';
import { channelCount, type Sensor } from '../data/events/address-events.ts';
import { inputChannels } from '../data/events/input-channel.ts';
import type { Deployment } from '../exchange/deployment.ts';

/** E.g. `34 × 34 pixels`, `64 channels`. */
function sensorText({ width, height, polarities = 2 }: Partial<Sensor>): string {
  if (height === 1) return `${width} channels${polarities === 2 ? ' of two polarities' : ''}`;
  return `${width} × ${height} pixels${polarities === 1 ? ' of one polarity' : ''}`;
}

/** @param where the stream, and the event in it */
export const refusedEvent = (message: string, remedy: string, where: string): MotifsmithError =>
  new MotifsmithError('data', message, { where, remedy });

export class EventInputs {
  readonly #sensor: Sensor;
  readonly #inputOf: (x: number, y: number, polarity: number) => number;
  /** Where the present event is; asked only if it is refused. */
  readonly #place: () => string;

  constructor({ preprocessing }: Deployment, place: () => string) {
    this.#sensor = preprocessing.sensor;
    this.#inputOf = inputChannels(preprocessing.sensor, preprocessing);
    this.#place = place;
  }

  /**
   * Input of an event of a camera, or LEFT_OUT.
   * @throws MotifsmithError `data` if it is of another sensor
   */
  ofPixel(x: number, y: number, polarity: number): number {
    const { width, height, polarities } = this.#sensor;
    const isCell = Number.isInteger(x) && Number.isInteger(y) && x >= 0 && y >= 0;
    if (!isCell) {
      throw this.#refusal(
        `An event is at x ${x}, y ${y}, which is not a pixel.`,
        `Give whole numbers: x from 0 to ${width - 1}, y from 0 to ${height - 1}.`,
      );
    }
    if (x >= width || y >= height) {
      const isRow = height === 1 && y === 0;
      const least = isRow ? `${x + 1} channels` : `${x + 1} × ${y + 1} pixels`;
      throw this.#otherSensor(`at least ${least}`, this.#place());
    }
    if (!(Number.isInteger(polarity) && polarity >= 0 && polarity < polarities)) {
      throw this.#refusal(
        `An event has the polarity ${polarity}.`,
        polarities === 2 ? 'Give 1 for ON and 0 for OFF.' : 'The sensor has only one: 0.',
      );
    }
    return this.#inputOf(x, y, polarity);
  }

  /**
   * Input of an event of a sensor whose cells are in a row, or LEFT_OUT.
   * @throws MotifsmithError `data` if it is of another sensor
   */
  ofChannel(channel: number): number {
    const { width, height } = this.#sensor;
    const channels = channelCount(this.#sensor);
    if (height !== 1) throw this.#otherSensor('channels in a row', this.#place());
    if (!(Number.isInteger(channel) && channel >= 0)) {
      throw this.#refusal(
        `An event is on channel ${channel}.`,
        `Give whole numbers from 0 to ${channels - 1}.`,
      );
    }
    if (channel >= channels) {
      throw this.#otherSensor(`at least ${channel + 1} channels`, this.#place());
    }
    return this.#inputOf(channel % width, 0, Math.floor(channel / width));
  }

  /** @throws MotifsmithError `data` if a stream is of another sensor */
  requireSensor(given: Pick<Sensor, 'width' | 'height'> & Partial<Sensor>, stream: string): void {
    const own = this.#sensor;
    const { width, height, polarities = own.polarities } = given;
    if (width === own.width && height === own.height && polarities === own.polarities) return;
    throw this.#otherSensor(sensorText({ width, height, polarities }), stream);
  }

  #otherSensor(theirs: string, where: string): MotifsmithError {
    const own = sensorText(this.#sensor);
    return refusedEvent(
      `The events are of a sensor of ${theirs}, but the network is for one of ${own}.`,
      `Feed it events of ${own}, or train a network on recordings of that sensor.`,
      where,
    );
  }

  #refusal(message: string, remedy: string): MotifsmithError {
    return refusedEvent(message, remedy, this.#place());
  }
}
