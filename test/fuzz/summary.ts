/** What a run came to, in one line each. */
import { type Chunk, covered } from './journal.ts';

const count = (n: number): string => n.toLocaleString('en');
const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`;

const sum = (chunks: readonly Chunk[], figure: (chunk: Chunk) => number): number =>
  chunks.reduce((total, chunk) => total + figure(chunk), 0);
const most = (chunks: readonly Chunk[], figure: (chunk: Chunk) => number): number =>
  chunks.reduce((largest, chunk) => Math.max(largest, figure(chunk)), 0);

/** @param version if given, it is said how much was done on it */
export function describeChunks(name: string, chunks: readonly Chunk[], version?: string): string {
  const byTarget = [...new Set(chunks.map(({ target }) => target))].map((target) =>
    chunks.filter((chunk) => chunk.target === target),
  );
  const inputs = byTarget.reduce((total, own) => total + covered(own), 0);
  const here = sum(
    chunks.filter((chunk) => chunk.version === version),
    (chunk) => chunk.count,
  );
  return [
    `${name}: ${count(inputs)} inputs`,
    ...(version === undefined ? [] : [`${count(here)} of them on ${version}`]),
    `${count(sum(chunks, ({ rejected }) => rejected))} rejected`,
    `${count(sum(chunks, ({ accepted }) => accepted))} accepted`,
    `${count(sum(chunks, ({ findings }) => findings.length))} findings`,
    `at most ${megabytes(most(chunks, ({ largestAllocation }) => largestAllocation))} allocated`,
    `${most(chunks, ({ slowest }) => slowest).toFixed(0)} ms for an input`,
    `peak memory of a process ${megabytes(most(chunks, ({ peakMemory }) => peakMemory))}`,
    `${count(Math.round(sum(chunks, ({ seconds }) => seconds)))} s`,
  ].join(', ');
}

export function describeProgress(done: number, left: number, ms: number, findings: number): string {
  const rate = done / (ms / 1000);
  const minutes = rate > 0 ? Math.ceil(left / rate / 60) : null;
  return (
    `${count(done)} done in this sitting, ${count(left)} left, ${rate.toFixed(0)} a second, ` +
    `${minutes === null ? 'no estimate yet' : `about ${minutes} min`}, ${findings} findings`
  );
}
