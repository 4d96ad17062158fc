/** Simulates samples in a worker, so that the page stays responsive. */

import type { EventSample } from '../../../data/events/sample.ts';
import { asProblem } from '../source/problem.ts';
import { eventSample, Simulation } from './simulation.ts';
import type { SimulationReply, SimulationRequest } from './simulation-client.ts';

let simulation: Simulation | null = null;
let sample: EventSample | null = null;

async function answer(request: SimulationRequest): Promise<unknown> {
  switch (request.kind) {
    case 'open':
      simulation = await Simulation.open(request.architecture, request.weights);
      return null;
    case 'run':
      sample = eventSample(request.sample);
      return simulation!.run(sample);
    case 'potential':
      return simulation!.potential(sample!, request.layer, request.neuron);
  }
}

/** One request after the other: a network computes one thing at a time. */
let before: Promise<void> = Promise.resolve();

globalThis.onmessage = ({ data }: MessageEvent<{ number: number; request: SimulationRequest }>) => {
  before = before.then(async () => {
    const { number, request } = data;
    const reply: SimulationReply = await answer(request).then(
      (value) => ({ number, value, problem: null }),
      (error: unknown) => {
        const { message, where, remedy } = asProblem(error);
        return { number, value: null, problem: { message, where, remedy } };
      },
    );
    postMessage(reply);
  });
};
