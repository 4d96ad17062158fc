/**
 * Feeds a network with events as a sensor sends them. They are cropped, pooled and cut into steps just as
 * in training, so that a recording gives the same bits here and there; events of another sensor are refused.
 */
import { MotifsmithError } from '../core/errors.ts';
import { LIMITS } from '../core/limits.ts';
import { exp } from '../core/math.ts';
import type { Sensor } from '../data/events/address-events.ts';
import { LEFT_OUT } from '../data/events/input-channel.ts';
import type { Deployment } from '../exchange/deployment.ts';
import { EventInputs, refusedEvent } from './event-inputs.ts';
import type { StepResult, StreamingNetwork } from './network.ts';

/** What a network thinks of a stream so far. */
export interface Prediction extends StepResult {
  /** Name of the class with the largest score; null until there is one: until an output neuron has spiked. */
  readonly className: string | null;
  /**
   * Share of that class in the sum of all scores, 0 … 1, or, where output neurons only integrate, in the softmax of their
   * mean potentials; not a calibrated probability.
   */
  readonly confidence: number;
  /** Steps so far. */
  readonly steps: number;
  /** Their duration, ms. */
  readonly timeMs: number;
}

/** What is known of a stream. */
export interface EventStreamOptions {
  /** The sensor that the events come from, if it is known; compared with that of the network. */
  readonly sensor?: Pick<Sensor, 'width' | 'height'> & Partial<Sensor>;
  /** Names the stream in errors. */
  readonly name?: string;
  /** Called after each step. */
  readonly onStep?: (prediction: Prediction) => void;
}

/** The stream that each network is in. */
const OWNERS = new WeakMap<StreamingNetwork, EventStream>();

/** Events of one sensor, fed to a network. A network has one stream at a time. */
export class EventStream {
  readonly #network: StreamingNetwork;
  readonly #deployment: Deployment;
  readonly #name: string;
  readonly #onStep: (prediction: Prediction) => void;
  readonly #inputs: EventInputs;
  readonly #stepUs: number;
  /** Inputs of the events of the current step. */
  #pending: number[] = [];
  /** Time 0 on the clock of the events, µs; null before the first event that decides it. */
  #zero: number | null = null;
  /** Events so far, and those of them that fed an input. */
  #events = 0;
  #kept = 0;
  #ended = false;
  #last: StepResult;

  /**
   * Starts a stream; the network is reset.
   * @throws MotifsmithError `artifact` if the network's file does not say how events become inputs,
   *   `data` if it is for another sensor
   */
  constructor(
    network: StreamingNetwork,
    { sensor, name = 'stream', onStep = () => {} }: EventStreamOptions = {},
  ) {
    if (network.deployment === null) {
      throw new MotifsmithError(
        'artifact',
        'The network does not say how events become inputs: an older version exported it.',
        {
          where: name,
          remedy: 'Export it again by `motifsmith export RUN`, or give inputs step by step (step).',
        },
      );
    }
    this.#network = network;
    this.#deployment = network.deployment;
    this.#name = name;
    this.#onStep = onStep;
    this.#inputs = new EventInputs(network.deployment, () => this.#place);
    this.#stepUs = 1000 * network.deployment.preprocessing.binMs;
    this.#last = this.#begin();
    if (sensor) this.#inputs.requireSensor(sensor, name);
  }

  /** What the network thinks of the steps so far. */
  get prediction(): Prediction {
    return this.#predictionOf(this.#last);
  }

  /** µs on the clock of the events up to which all is decided: earlier events come too late. */
  get decided(): number {
    return this.#network.steps * this.#stepUs + (this.#zero ?? 0);
  }

  /**
   * An event of a camera. Events of earlier steps are decided before it is taken.
   * @param x column, from 0 at the left
   * @param y row, from 0 at the top
   * @param polarity 1 for ON, 0 for OFF; 0 where the sensor has one polarity
   * @param time µs, in or after the step of the event before
   * @throws MotifsmithError `data` for an event of another sensor, or one that comes too late or much
   *   too early; nothing has changed then
   */
  push(x: number, y: number, polarity: number, time: number): void {
    this.#take(this.#inputs.ofPixel(x, y, polarity), time);
  }

  /**
   * An event of a sensor whose cells are in a row, such as a cochlea.
   * @param channel from 0; with two polarities, those of ON follow those of OFF
   * @param time as for `push`
   * @throws MotifsmithError as `push`
   */
  pushChannel(channel: number, time: number): void {
    this.#take(this.#inputs.ofChannel(channel), time);
  }

  /**
   * Time passes, with or without events: decides all steps that have ended by then.
   * @param time µs on the clock of the events
   * @throws MotifsmithError `data` if it is not a time, or far beyond the last event
   */
  advance(time: number): void {
    this.#requireOpen();
    // Before the first event, there is no time where it is time 0.
    if (this.#zero === null) return;
    const now = this.#sinceZero(time, this.#zero);
    this.#stepTo(Math.min(this.#end, Math.floor(now / this.#stepUs)));
  }

  /**
   * Ends the stream: the step of its last event is decided, and the silent steps that training appends.
   * @param time µs on the clock of the events, for a recording that goes on after its last event
   * @throws MotifsmithError `data` if no event was kept, as training refuses such a recording, or the time is
   *   not a time
   */
  finish(time = 0): Prediction {
    this.#requireOwn();
    if (!Number.isFinite(time)) throw this.#noTime(time);
    if (this.#kept === 0) {
      throw this.#refusal(
        this.#events === 0
          ? 'The stream has no events.'
          : `None of the ${this.#events} events of the stream is kept by crop and polarity.`,
        'Check that these are the events that the network is for.',
      );
    }
    this.#requireOpen();
    const lasting = Math.max(0, time - (this.#zero ?? 0));
    const steps = Math.min(this.#end, Math.ceil(lasting / this.#stepUs));
    this.#stepTo(Math.max(steps, this.#network.steps + (this.#pending.length > 0 ? 1 : 0)));
    for (let t = 0; t < this.#deployment.preprocessing.stepsTail; t++) this.#step();
    this.#ended = true;
    return this.prediction;
  }

  /** Starts the next stream. */
  reset(): void {
    this.#last = this.#begin();
  }

  #begin(): StepResult {
    OWNERS.set(this.#network, this);
    this.#network.reset();
    this.#pending = [];
    this.#zero = this.#deployment.preprocessing.zero === 'first-event' ? null : 0;
    this.#events = 0;
    this.#kept = 0;
    this.#ended = false;
    const scores = new Float64Array(this.#network.classes);
    return { spikes: new Uint32Array(0), scores, decision: 0 };
  }

  /** Steps after which events are dropped. */
  get #end(): number {
    return this.#deployment.preprocessing.maxSteps ?? Number.POSITIVE_INFINITY;
  }

  get #place(): string {
    return `${this.#name}, event ${this.#events}`;
  }

  /** @param input of an event within the sensor, or LEFT_OUT */
  #take(input: number, time: number): void {
    this.#requireOpen();
    const zero = this.#zero ?? time;
    const step = Math.floor(this.#sinceZero(time, zero) / this.#stepUs);
    const isKept = input !== LEFT_OUT && step < this.#end;
    if (isKept) this.#stepTo(step);
    this.#zero = zero;
    this.#events++;
    if (!isKept) return;
    this.#pending.push(input);
    this.#kept++;
  }

  /** A second stream would mix its events with those of this one. */
  #requireOwn(): void {
    if (OWNERS.get(this.#network) === this) return;
    throw new MotifsmithError('usage', 'Another stream has started on this network.', {
      where: this.#place,
      remedy: 'Load the network again for each stream, or take this one up again with reset().',
    });
  }

  #requireOpen(): void {
    this.#requireOwn();
    if (!this.#ended) return;
    throw new MotifsmithError('usage', 'The stream has ended.', {
      where: this.#place,
      remedy: 'Start the next one with reset().',
    });
  }

  /** µs since time 0, checked. */
  #sinceZero(time: number, zero: number): number {
    const since = time - zero;
    const begin = this.#network.steps * this.#stepUs;
    if (!Number.isFinite(since)) {
      throw this.#noTime(time);
    }
    if (since < 0) {
      throw this.#refusal(
        `The time ${time} µs is before time 0, ${zero} µs.`,
        'Give times in µs since the beginning of the stream, in their order.',
      );
    }
    if (since < begin) {
      throw this.#refusal(
        `The time ${time} µs is too late: all up to ${begin + zero} µs is decided.`,
        'Give events in order of time; start the next stream with reset().',
      );
    }
    return since;
  }

  /** Decides steps until there are so many; the first of them has the pending events. */
  #stepTo(steps: number): void {
    if (steps - this.#network.steps > LIMITS.steps) {
      throw this.#refusal(
        `Nothing has happened for ${steps - this.#network.steps} steps, over ${LIMITS.steps}.`,
        'Give times in µs since the beginning of the stream.',
      );
    }
    while (this.#network.steps < steps) this.#step();
  }

  #step(): void {
    const { counts } = this.#deployment.preprocessing;
    const channels = counts ? this.#pending : [...new Set(this.#pending)];
    this.#pending = [];
    this.#last = this.#network.step(channels);
    this.#onStep(this.#predictionOf(this.#last));
  }

  #predictionOf({ spikes, scores, decision }: StepResult): Prediction {
    const { steps, stepMs, readout } = this.#network;
    const isKnown = scores.some((score) => score !== 0);
    const shares =
      readout === 'integrator'
        ? scores.map((score) => exp((score - scores[decision]!) / steps))
        : scores;
    const sum = shares.reduce((total, share) => total + share, 0);
    return {
      spikes,
      scores,
      decision,
      className: isKnown ? this.#deployment.classNames[decision]! : null,
      confidence: isKnown ? shares[decision]! / sum : 0,
      steps,
      timeMs: steps * stepMs,
    };
  }

  #noTime(time: number): MotifsmithError {
    return this.#refusal(`The time ${time} is not a number of µs.`, 'Give finite times in µs.');
  }

  #refusal(message: string, remedy: string): MotifsmithError {
    return refusedEvent(message, remedy, this.#place);
  }
}
