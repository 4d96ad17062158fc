/**
 * Runs a trained network on a stream of events and prints each new decision:
 *
 *   node examples/streaming.mjs network.safetensors events.csv
 *
 * `motifsmith export RUN --format safetensors` writes the network file. Events are lines
 * "milliseconds,channel", sorted by time, from a file or, without one, from standard input.
 */
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { loadNetwork } from 'motifsmith/runtime';

const [networkFile, eventFile] = process.argv.slice(2);
const network = await loadNetwork(await readFile(networkFile), networkFile);

/** Channels of the events in the current step. */
let channels = [];
let decision = -1;

function endStep() {
  const result = network.step(channels);
  channels = [];
  if (result.decision !== decision) {
    decision = result.decision;
    console.log(`${network.steps * network.stepMs} ms: class ${decision}`);
  }
  return result;
}

const input = eventFile ? createReadStream(eventFile) : process.stdin;
for await (const line of createInterface({ input })) {
  const [time, channel] = line.split(',').map(Number);
  if (!Number.isFinite(time)) throw new Error(`This line is not an event: ${line}`);
  // Steps without events are steps too.
  while (time >= (network.steps + 1) * network.stepMs) endStep();
  channels.push(channel);
}
const { scores } = endStep();
console.log(`class ${decision} after ${network.steps} steps, scores ${scores.join(' ')}`);
