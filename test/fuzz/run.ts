/**
 * `npm run fuzz -- [--inputs 100000] [--format id] [--seed 1] [--first 0]`: fuzzes the decoders one
 * after another and prints a line for each. Exit code 1 if anything was found. An input that led to
 * a finding is kept in `build/fuzz`; `--first N --inputs 1` makes input N again.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { FuzzReport } from './fuzz.ts';
import { FUZZ_TARGETS } from './targets.ts';

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url));
/** No hundred inputs take this long on the busiest machine, unless one takes for ever. */
const HANG_MS = 300_000;
/** Heap of the child: what decoders hold beyond typed arrays must stay far below it. */
const HEAP_MEGABYTES = 512;

type Message = { done: number } | { report: FuzzReport; peakMemory: number };

interface Result {
  readonly line: string;
  readonly sound: boolean;
}

function fuzzInChild(id: string, seed: number, first: number, inputs: number): Promise<Result> {
  return new Promise((resolve) => {
    const child = fork(CHILD, [id, seed, first, inputs].map(String), {
      execArgv: [...process.execArgv, `--max-old-space-size=${HEAP_MEGABYTES}`],
    });
    let done = 0;
    let result: Result | null = null;
    const hang = setTimeout(() => child.kill('SIGKILL'), HANG_MS);
    child.on('message', (message: Message) => {
      hang.refresh();
      if ('done' in message) done = message.done;
      else result = describe(message.report, message.peakMemory);
    });
    child.on('exit', (code, signal) => {
      clearTimeout(hang);
      const fallen = `${id}: ended (${signal ?? code}) after ${done} inputs, in the next hundred from ${first + done}`;
      resolve(result ?? { line: fallen, sound: false });
    });
  });
}

function describe(report: FuzzReport, peakMemory: number): Result {
  const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MB`;
  const { target, inputs, accepted, rejected, findings, largestAllocation, slowest } = report;
  const line =
    `${target}: ${inputs} inputs, ${rejected} rejected, ${accepted} accepted, ` +
    `${findings.length} findings; at most ${megabytes(largestAllocation)} allocated and ` +
    `${slowest.toFixed(0)} ms for an input; peak memory of the process ${megabytes(peakMemory)}`;
  const details = findings.slice(0, 10).map(({ input, what }) => `\n  input ${input}: ${what}`);
  return { line: line + details.join(''), sound: findings.length === 0 };
}

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '100000' },
    format: { type: 'string' },
    seed: { type: 'string', default: '1' },
    first: { type: 'string', default: '0' },
  },
});
const targets = FUZZ_TARGETS.filter(
  ({ id }) => values.format === undefined || id === values.format,
);
if (targets.length === 0) {
  console.error(
    `There is no decoder ${values.format}: ${FUZZ_TARGETS.map(({ id }) => id).join(', ')}`,
  );
  process.exitCode = 2;
}
for (const { id } of targets) {
  const { seed, first, inputs } = values;
  const { line, sound } = await fuzzInChild(id, Number(seed), Number(first), Number(inputs));
  console.log(line);
  if (!sound) process.exitCode = 1;
}
