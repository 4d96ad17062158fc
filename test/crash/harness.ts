/**
 * A folder with all that trials share: the material of the scenarios, an undisturbed run of each, and the
 * calls that it made.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Random } from '../../src/core/random.ts';
import type { RecordedCall } from './power-cut.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';
import { type Assignment, noted, type PartSettings, Witness } from './witness.ts';

const PRELOAD = pathToFileURL(join(import.meta.dirname, 'preload/strike.mjs')).href;

/** No command here takes this long on the busiest machine, unless it takes for ever. */
const HANG_MS = 180_000;

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
  /** Whether it had to be killed because it took too long. */
  readonly hung: boolean;
}

export interface Started {
  readonly ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
}

/** A call that an undisturbed run made. */
export interface Call {
  readonly role: string;
  readonly call: string;
  readonly kind: string;
  /** How often one process made it at most. */
  readonly times: number;
}

/** One line of a record of calls. */
interface Recorded extends RecordedCall {
  readonly pid: number;
  readonly role: string;
  readonly kind: string;
}

/** An undisturbed run of a scenario. */
export interface Undisturbed {
  readonly folder: string;
  /** A copy of the folder as it was before. */
  readonly before: string;
  /** Its calls, by kind. */
  readonly calls: readonly Call[];
  /** Its calls, in order. */
  readonly record: readonly RecordedCall[];
  readonly milliseconds: number;
}

const TINY = {
  data: { source: 'spike-npz', testUtterances: [1] },
  network: { layers: [{ kind: 'scml', neurons: 12 }], motifSizes: [2, 4] },
  search: { sizeEpochs: 2, typeEpochs: 2, plasticity: { window: 4 }, weights: { batchSize: 4 } },
  training: { epochs: 3, batchSize: 4 },
  checkpointEveryEpochs: 1,
};

/** With the data, seen from the folder of a trial. */
const TINY_HERE = { ...TINY, data: { ...TINY.data, path: '../../material/xor.npz' } };

const STUDY = {
  name: 'tiny',
  datasets: { xor: { settings: { data: TINY.data } } },
  settings: { ...TINY, data: undefined },
  seeds: [1],
  methods: ['hrmas', 'dense'],
};

/** Every choice of it depends on the runs before: batches, and the best of each for longer. */
const SWEEP = {
  name: 'tiny',
  settings: { ...TINY, training: { ...TINY.training, epochs: 4 } },
  command: 'train',
  architecture: 'dense',
  parameters: { 'training.learningRate': { from: 0.0003, to: 0.003, scale: 'log' } },
  strategy: { kind: 'bayesian', trials: 4, initial: 2, batch: 2 },
  halving: { settings: ['training.epochs'], factor: 2, rungs: 2 },
  tuningFraction: 0.4,
};

/** The cache remembers the hash of a file only if the file was not changed just before. */
const SETTLING_MS = 4000;

/** An event of an ATIS camera: x, y, polarity and 23 bits of microseconds. */
function atisFile(random: Random): Uint8Array {
  const bytes = new Uint8Array(5 * 40);
  for (let k = 0; k < 40; k++) {
    const time = 1000 * k + random.integer(1000);
    const x = random.integer(34);
    const y = random.integer(34);
    const high = (random.integer(2) << 7) | (time >> 16);
    bytes.set([x, y, high, (time >> 8) & 255, time & 255], 5 * k);
  }
  return bytes;
}

export class Harness {
  readonly folder: string;
  readonly #main: string;
  #sockets = 0;

  /**
   * @param folder to work in; what it holds is replaced
   * @param main the program that is tested
   */
  constructor(folder: string, main: string) {
    this.folder = folder;
    this.#main = main;
  }

  /** A harness for the command line, with the material of all scenarios. */
  static async open(folder: string, main: string): Promise<Harness> {
    rmSync(folder, { recursive: true, force: true });
    const harness = new Harness(folder, main);
    const material = join(folder, 'material');
    mkdirSync(material, { recursive: true });
    const random = new Random(1, 'crash');
    for (const split of ['Train', 'Test']) {
      for (const digit of ['0', '1']) {
        const home = join(material, 'digits', split, digit);
        mkdirSync(home, { recursive: true });
        for (const name of ['1.bin', '2.bin']) {
          writeFileSync(join(home, name), atisFile(random));
        }
      }
    }
    writeFileSync(join(material, 'tiny.json'), JSON.stringify(TINY_HERE));
    writeFileSync(join(material, 'study.json'), JSON.stringify(STUDY));
    writeFileSync(join(material, 'sweep.json'), JSON.stringify(SWEEP));
    const options = { trainPerClass: 6, testPerClass: 3, channelsPerCue: 3 };
    await harness.#must(material, [
      ...['data', 'generate', 'temporal-xor', '--out', 'xor.npz', '--set', 'data.binMs=10'],
      ...Object.entries(options).flatMap(([name, n]) => ['--set', `data.options.${name}=${n}`]),
    ]);
    await pause(SETTLING_MS);
    for (const given of ['run', 'study'] as const) {
      const scenario = SCENARIOS.find(({ id }) => id === (given === 'run' ? 'search' : given))!;
      const folder = harness.newFolder(`given-${given}`, null);
      await harness.#must(folder, scenario.command(folder));
    }
    const record = join(harness.newFolder('given-damaged', 'run'), 'run', 'metrics.jsonl');
    const bytes = readFileSync(record);
    // Late enough that a checkpoint before it is sound.
    bytes[Math.floor(0.7 * bytes.length)]! ^= 1;
    writeFileSync(record, bytes);
    return harness;
  }

  /** A folder to work in, with what is finished already. */
  newFolder(name: string, given: Scenario['given']): string {
    const folder = join(this.folder, 'trials', name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    if (given !== null) {
      cpSync(join(this.folder, 'trials', `given-${given}`), folder, { recursive: true });
    }
    for (const own of ['cache', 'tmp', 'home']) mkdirSync(join(folder, own), { recursive: true });
    return folder;
  }

  /** A witness of what happens in a folder. */
  witness(
    folder: string,
    { watched }: Scenario,
    more: Pick<PartSettings, 'seed' | 'jitterMs'> & { readonly record?: string },
    assignments: readonly Assignment[],
  ): Promise<{ witness: Witness; socket: string }> {
    const name = `motifsmith-crash-${process.pid}-${this.#sockets++}`;
    const socket =
      process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
    const settings: PartSettings = {
      record: null,
      ...more,
      watched: watched && { ...watched, root: join(folder, watched.root) },
      cache: join(folder, 'cache'),
      strikes: `${folder}.strikes`,
    };
    rmSync(settings.strikes, { force: true });
    return Witness.open(socket, settings, assignments).then((witness) => ({ witness, socket }));
  }

  /** Starts the command of a scenario in a folder; with a socket, it is under test. */
  start(
    folder: string,
    { command, program }: Pick<Scenario, 'command' | 'program'>,
    socket: string | null,
  ): Started {
    const child = spawn(process.execPath, [program ?? this.#main, ...command(folder)], {
      cwd: folder,
      // A group of its own, which gets a signal as if from a terminal.
      detached: program !== undefined,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...process.env,
        NO_COLOR: '1',
        MOTIFSMITH_DEBUG: '1',
        MOTIFSMITH_CACHE: join(folder, 'cache'),
        TMPDIR: join(folder, 'tmp'),
        TEMP: join(folder, 'tmp'),
        HOME: join(folder, 'home'),
        MOTIFSMITH_CRASH_MAIN: this.#main,
        MOTIFSMITH_CRASH_CONFIG: JSON.stringify(TINY_HERE),
        ...(socket === null
          ? { NODE_OPTIONS: '' }
          : { NODE_OPTIONS: `--import=${PRELOAD}`, MOTIFSMITH_CRASH_SOCKET: socket }),
      },
    });
    let stderr = '';
    let hung = false;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-4000);
    });
    const hang = setTimeout(() => {
      hung = true;
      kill('SIGKILL');
    }, HANG_MS);
    const ended = new Promise<Ended>((resolve) => {
      child.on('close', (code, signal) => {
        clearTimeout(hang);
        resolve({ code, signal, stderr, hung });
      });
    });
    const kill = (signal: NodeJS.Signals) => {
      if (program === undefined) child.kill(signal);
      else if (child.exitCode === null && child.signalCode === null) {
        process.kill(-child.pid!, signal);
      }
    };
    return { ended, kill };
  }

  async #must(folder: string, command: readonly string[]): Promise<void> {
    const { code, signal, stderr } = await this.start(folder, { command: () => command }, null)
      .ended;
    if (code !== 0) throw new Error(`${command.join(' ')}: ${code ?? signal}\n${stderr}`);
  }

  /** Lets a scenario run undisturbed. */
  async undisturbed(scenario: Scenario): Promise<Undisturbed> {
    const before = this.newFolder(`before-${scenario.id}`, scenario.given);
    const folder = this.newFolder(`undisturbed-${scenario.id}`, scenario.given);
    const file = `${folder}.calls`;
    rmSync(file, { force: true });
    const settings = { seed: 0, jitterMs: 0, record: file };
    const { witness, socket } = await this.witness(folder, scenario, settings, []);
    const begun = performance.now();
    const { code, stderr } = await this.start(folder, scenario, socket).ended;
    const milliseconds = performance.now() - begun;
    await witness.close();
    if (code !== 0) throw new Error(`${scenario.id}: ${code}\n${stderr}`);
    const record = noted<Recorded>(file);
    return { folder, before, calls: tally(record), record, milliseconds };
  }
}

/** Calls by role, call and kind of file, and how often the busiest process made each. */
function tally(lines: readonly Recorded[]): Call[] {
  const byProcess = new Map<string, number>();
  for (const { pid, role, call, kind } of lines) {
    const key = JSON.stringify([role, call, kind, pid]);
    byProcess.set(key, (byProcess.get(key) ?? 0) + 1);
  }
  const most = new Map<string, number>();
  for (const [key, times] of byProcess) {
    const [role, call, kind] = JSON.parse(key) as string[];
    const name = JSON.stringify([role, call, kind]);
    most.set(name, Math.max(most.get(name) ?? 0, times));
  }
  return [...most]
    .map(([key, times]) => {
      const [role, call, kind] = JSON.parse(key) as [string, string, string];
      return { role, call, kind, times };
    })
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
