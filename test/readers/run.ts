/**
 * `npm run readers -- [--from https://github.com] [--samples 100] [--write]`: whether the readers that exports are made
 * for compute the same. Each gets every kind of network and gives its output spikes. Where a reader cannot be had, a
 * stand-in follows its rules, or it is left out; the table says which. `--write` renews docs/interoperability.md.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { interpreter, pythonHas, pythonWith } from '../exchange/python.ts';
import { type Agreement, agreement, type ScoreAgreement, scoreAgreement } from './agreement.ts';
import { type Network, networks, type Pairs } from './networks.ts';
import { READERS, type Reader } from './peers.ts';
import { unpacked } from './sources.ts';
import { lossTable, type Row, renewed, scoreTable, table } from './table.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = join(ROOT, 'docs/interoperability.md');
const FOLDER = join(ROOT, 'build/readers/graphs');
/** Share of the spikes of an exact reader that float32 may change. */
const TOLERANCE = 1e-4;
/** Share of the largest score of a sample that float32 may change. */
const SCORE_TOLERANCE = 1e-4;
/** Of all neurons, for readers that have one for a layer. */
const ONE_TAU = 8;
const LOSSY =
  'Of the output spikes of both sides, the share that is on one side only, for readers that compute something else:';

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: 'https://github.com' },
    samples: { type: 'string', default: '100' },
    write: { type: 'boolean', default: false },
  },
});

/** The function of readers.py to run and what it needs on PYTHONPATH; null if there is none. */
function means({ id, standIn, sources, modules, name }: Reader) {
  if (pythonHas(...modules)) {
    try {
      const paths = sources.map((source) => unpacked(source, values.from));
      return { id, paths, standsIn: false };
    } catch (error) {
      const reason = (error as Error).message.split('\n').slice(0, 2).join(' ');
      console.warn(`${name} cannot be had: ${reason}`);
    }
  }
  if (standIn === undefined || !pythonHas('numpy', 'h5py')) return null;
  return { id: standIn, paths: [], standsIn: true };
}

/** Exports the networks for a reader. @returns the file that says which they are */
async function writeCases(reader: Reader, given: readonly Network[]): Promise<string> {
  const cases: object[] = [];
  for (const { inputs, samples, exported } of given) {
    const { file, dt } = await exported(reader.export);
    cases.push({ graph: file, dt, inputs, samples });
  }
  const file = join(FOLDER, 'cases.json');
  writeFileSync(file, JSON.stringify(cases));
  return file;
}

async function measure(reader: Reader, given: readonly Network[]): Promise<Row> {
  const found = means(reader);
  if (found === null) return { reader, standsIn: false, agreements: null };
  const file = await writeCases(reader, given);
  const spikes = JSON.parse(pythonWith(found.paths, 'readers.py', found.id, file)) as Pairs[][];
  const agreements = given.map((network, k) => agreement(network, spikes[k]!));
  return { reader, standsIn: found.standsIn, agreements };
}

/** The scores of networks whose output neurons only integrate; null where the reader cannot be had. */
async function measureScores(
  reader: Reader,
  given: readonly Network[],
): Promise<ScoreAgreement[] | null> {
  const found = means(reader);
  if (found === null || found.standsIn) return null;
  const file = await writeCases(reader, given);
  const printed = pythonWith(found.paths, 'reader_potentials.py', found.id, file);
  const scores = JSON.parse(printed) as number[][][];
  return given.map((network, k) => scoreAgreement(network, scores[k]!));
}

const breach = ({ reader, agreements }: Row): boolean =>
  reader.exact &&
  (agreements ?? []).some(
    ({ spikes, different, samples, sameClass }: Agreement) =>
      different > TOLERANCE * spikes || sameClass < samples,
  );

try {
  const given = await networks(FOLDER, Number(values.samples));
  const alike = await networks(FOLDER, Number(values.samples), ONE_TAU);
  const rows: Row[] = [];
  const columns: Parameters<typeof lossTable>[0][number][] = [];
  console.log(`With ${interpreter}:`);
  for (const reader of READERS) {
    const row = await measure(reader, given);
    rows.push(row);
    if (reader.exact) continue;
    columns.push({ head: `${reader.name}, a τ for each neuron`, row });
    const head = `${reader.name}, τ = ${ONE_TAU} steps`;
    columns.push({ head, row: await measure(reader, alike) });
  }
  const integrating = await networks(FOLDER, Number(values.samples), null, 'integrator');
  const scored = [];
  // The others refuse such networks.
  for (const reader of READERS.filter(({ exact }) => exact)) {
    scored.push({ reader, agreements: await measureScores(reader, integrating) });
  }
  const kinds = given.map(({ kind }) => kind);
  const tables = [table(rows, kinds), scoreTable(scored), LOSSY, lossTable(columns, kinds)];
  console.log(tables.join('\n\n'));
  const strays = scored.filter(({ agreements }) =>
    agreements?.some(({ difference }) => difference > SCORE_TOLERANCE),
  );
  const wrong = [...rows.filter(breach), ...strays].map(({ reader }) => reader.name);
  if (wrong.length > 0) {
    console.error(`These should compute the same, and do not: ${wrong.join(', ')}.`);
    process.exitCode = 1;
  } else if (values.write) {
    writeFileSync(PAGE, renewed(readFileSync(PAGE, 'utf8'), tables));
  }
} finally {
  rmSync(FOLDER, { recursive: true, force: true });
}
