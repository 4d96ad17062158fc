/** The rows besides the workloads, each measured in a process of its own; see processes/extra.ts. */
import { nodeCommand, runCommand } from './child.ts';

export const EXTRA_NAMES = [
  'alphaStep',
  'plasticityPass',
  'inference',
  'streaming',
  'runtime',
] as const;
export type ExtraName = (typeof EXTRA_NAMES)[number];

/** Each row has the figures that fit it. */
export interface ExtraResult {
  readonly ms?: number;
  readonly samplesPerSecond?: number;
  readonly medianMicroseconds?: number;
  readonly p99Microseconds?: number;
  readonly rssMB: number;
  readonly hash: string;
}

export type Extras = Readonly<Record<ExtraName, ExtraResult>>;

/** What each row is, and how its figures are shown. */
export const EXTRA_ROWS: Readonly<Record<ExtraName, [string, (row: ExtraResult) => string]>> = {
  alphaStep: [
    'architecture step, 2nd order, sizes 4 8 16 32',
    ({ ms }) => `${ms!.toFixed(1)} ms a step`,
  ],
  plasticityPass: [
    'intrinsic plasticity, window of 50',
    ({ samplesPerSecond }) => `${samplesPerSecond!.toFixed(0)} samples/s`,
  ],
  inference: [
    'inference, batches of 50',
    ({ samplesPerSecond }) => `${samplesPerSecond!.toFixed(0)} samples/s`,
  ],
  streaming: ['streaming, one step, states as values', latencyText],
  runtime: ['streaming, one step, exported network', latencyText],
};

function latencyText({ medianMicroseconds, p99Microseconds }: ExtraResult): string {
  return `${medianMicroseconds!.toFixed(1)} µs, 99 % within ${p99Microseconds!.toFixed(1)} µs`;
}

export async function measureExtras(
  workers: number,
  repeats: number,
  say: (what: string) => void,
): Promise<Extras> {
  const rows: [ExtraName, ExtraResult][] = [];
  for (const name of EXTRA_NAMES) {
    say(name);
    const command = nodeCommand('extra', [name, String(workers), String(repeats)]);
    rows.push([name, (await runCommand(command)) as ExtraResult]);
  }
  return Object.fromEntries(rows) as Extras;
}
