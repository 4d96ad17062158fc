/**
 * Runs a trained network on a stream of events and says what it takes them for, step by step:
 *
 *   node examples/streaming.mjs network.safetensors events.csv
 *
 * The network is one that `motifsmith export RUN --format safetensors` has written. The events are
 * lines "milliseconds,channel" in the order of time, from a file or, without one, standard input.
 */
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { loadNetwork } from 'motifsmith/runtime';

const [networkFile, eventFile] = process.argv.slice(2);
const network = await loadNetwork(await readFile(networkFile), networkFile);

/** Channels of the events in the step under way. */
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
  if (!Number.isFinite(time)) throw new Error(`not an event: ${line}`);
  // Steps in which nothing happens are steps, too.
  while (time >= (network.steps + 1) * network.stepMs) endStep();
  channels.push(channel);
}
const { scores } = endStep();
console.log(`class ${decision} after ${network.steps} steps, scores ${scores.join(' ')}`);
