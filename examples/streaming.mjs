/**
 * Runs a trained network on a stream of events and prints each new decision:
 *
 *   node examples/streaming.mjs network.safetensors events.csv
 *
 * `motifsmith export RUN --format safetensors` writes the network file. Events are lines
 * "microseconds,x,y,polarity" of a camera or "microseconds,channel", in order of time, from a file or, without
 * one, from standard input. `motifsmith stream` does the same, and reads more.
 */
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { EventStream, loadNetwork } from 'motifsmith/runtime';

const [networkFile, eventFile] = process.argv.slice(2);
const network = await loadNetwork(await readFile(networkFile), networkFile);

let shown = null;
const stream = new EventStream(network, {
  name: eventFile ?? 'standard input',
  onStep({ className, timeMs }) {
    if (className === shown) return;
    shown = className;
    console.log(`${timeMs} ms: ${className}`);
  },
});

const input = eventFile ? createReadStream(eventFile) : process.stdin;
for await (const line of createInterface({ input })) {
  const [time, ...address] = line.split(',').map(Number);
  if (address.length === 1) stream.pushChannel(address[0], time);
  else stream.push(...address, time);
}
const { className, steps, scores } = stream.finish();
console.log(`${className} after ${steps} steps, scores ${scores.join(' ')}`);
