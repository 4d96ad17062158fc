/** The command line of the benchmark. */
import { parseArgs } from 'node:util';
import { MotifsmithError } from '../src/core/errors.ts';
import { PEER_NAMES, type PeerName } from './peers.ts';
import { WORKLOADS, type Workload, workloadNamed } from './workloads.ts';

export const HELP = `npm run bench -- [scale | search --data FILE | gpu | study] [OPTIONS]

Times forward pass, loss, backward pass and Adam on the workloads ${WORKLOADS.map(({ name }) => name).join(' ')}, in turns with
PyTorch formulations of the same network if there is a Python with torch; then the second-order
architecture step, the intrinsic plasticity pass, inference and streaming.

npm run bench -- scale   times and memory for layers of 800 to 102,400 neurons, for samples of 100 to
                         3,200 steps, and of a search iteration on a supernet of 12,800 neurons

npm run bench -- search  iterations of every stage of the preset ti46-alpha on its recordings, and the
                         hours that they make over the paper's epochs

npm run bench -- gpu     the workloads in batches of 50, 400 and 2,000 on the graphics card, alone and
                         several at a time, on the processor in turns with it, and by PyTorch on CUDA

npm run bench -- study   how many cells of the study studies/demo.yaml are done in an hour; needs what
                         npm run build makes

  --data FILE        the spike set that search reads
  --record           writes bench/recorded.json, of which the documents' tables are made; refused
                     on a machine that is busy with other things, and without PyTorch
  --json             one JSON object on the last line of the standard output, and no table
  --workloads W1,W2  only these, without the other rows
  --workers 1,2      threads a network (scale: 1, search and gpu: 2); processes of study (2)
  --repeats 7        timed batches, or pairs of batches
  --peers A,B        only these of ${PEER_NAMES.join(', ')}
  --no-peers         ours alone
  --python PATH      else $MOTIFSMITH_PYTHON, else python3
  --help
`;

/** What is measured: ours and the peers, or one thing alone. */
const SUBJECTS = ['comparison', 'scale', 'search', 'gpu', 'study'] as const;

export interface BenchOptions {
  readonly help: boolean;
  readonly subject: (typeof SUBJECTS)[number];
  /** The spike set on which the cost of a search is measured, else null. */
  readonly data: string | null;
  readonly json: boolean;
  /** Whether the figures are to be those of the documents. */
  readonly record: boolean;
  readonly workloads: readonly Workload[];
  /** Whether to time more than the workloads. */
  readonly extras: boolean;
  readonly workers: readonly number[];
  readonly repeats: number;
  readonly peers: readonly PeerName[];
  /** A Python that must have torch; null: look for one. */
  readonly python: string | null;
}

const refuse = (message: string, where: string, remedy: string): never => {
  throw new MotifsmithError('usage', message, { where, remedy });
};

function count(text: string, where: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) {
    refuse(`${JSON.stringify(text)} is not a count`, where, 'give a number from 1 to 9999');
  }
  return Number(text);
}

const list = (text: string): string[] => [...new Set(text.split(',').map((one) => one.trim()))];

function peerNamed(name: string): PeerName {
  return (
    PEER_NAMES.find((peer) => peer === name) ??
    refuse(`there is no peer ${name}`, '--peers', `choose from ${PEER_NAMES.join(', ')}`)
  );
}

/**
 * @param args the words after `npm run bench --`
 * @throws MotifsmithError (`usage`) if they are not understood
 */
export function parseOptions(args: readonly string[]): BenchOptions {
  const parse = () =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        record: { type: 'boolean', default: false },
        data: { type: 'string' },
        workloads: { type: 'string' },
        workers: { type: 'string' },
        repeats: { type: 'string', default: '7' },
        peers: { type: 'string', default: PEER_NAMES.join(',') },
        'no-peers': { type: 'boolean', default: false },
        python: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse();
  } catch (error) {
    return refuse((error as Error).message, 'the command line', 'see npm run bench -- --help');
  }
  const { values, positionals } = parsed;
  const subject = SUBJECTS.slice(1).find((name) => name === positionals[0]) ?? SUBJECTS[0];
  const alone = subject !== 'comparison';
  if (positionals.length > (alone ? 1 : 0)) {
    refuse(`unexpected ${positionals.at(-1)}`, 'the command line', 'see npm run bench -- --help');
  }
  if ((subject === 'search') !== (values.data !== undefined) && !values.help) {
    refuse('search and --data go together', '--data', 'give npm run bench -- search --data FILE');
  }
  const usual = subject === 'scale' ? '1' : alone ? '2' : '1,2';
  const workers = list(values.workers ?? usual).map((n) => count(n, '--workers'));
  if (alone && workers.length > 1) {
    refuse('several numbers of workers', '--workers', `give one number with ${subject}`);
  }
  if (values.record && (alone || values['no-peers'] || values.workloads !== undefined)) {
    refuse('--record is for the whole comparison', '--record', 'leave other options out');
  }
  const named = values.workloads === undefined ? null : list(values.workloads).map(workloadNamed);
  return {
    help: values.help,
    subject,
    data: values.data ?? null,
    json: values.json,
    record: values.record,
    workloads: named ?? WORKLOADS,
    extras: named === null,
    workers: workers.toSorted((a, b) => a - b),
    repeats: count(values.repeats, '--repeats'),
    peers: values['no-peers'] ? [] : list(values.peers).map(peerNamed),
    python: values.python ?? null,
  };
}
