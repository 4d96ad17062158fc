/** The table of docs/interoperability.md, reader by reader. */
import type { Agreement, ScoreAgreement } from './agreement.ts';
import type { Reader } from './peers.ts';

export interface Row {
  readonly reader: Reader;
  /** Whether its rules were followed in its place. */
  readonly standsIn: boolean;
  /** One for each kind of network; null where it could not be run. */
  readonly agreements: readonly Agreement[] | null;
}

const START = '<!-- readers: written by `npm run readers -- --write` -->';
const END = '<!-- /readers -->';

const percent = (share: number): string =>
  share === 0 || share === 1
    ? `${100 * share} %`
    : `${share < 0.001 ? (100 * share).toPrecision(2) : (100 * share).toFixed(1)} %`;

/** Of the spikes of both, those that only one has. */
const shareOf = ({ spikes, theirs, different }: Agreement): number =>
  different / Math.max(1, spikes + theirs);

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const of = (agreements: readonly Agreement[], key: keyof Agreement): number =>
  sum(agreements.map((agreement) => agreement[key]));

/** With its commit. */
function nameOf({ name, sources: [own] }: Reader): string {
  return own === undefined ? name : `${name} ${own.commit.slice(0, 8)}`;
}

function line({ reader, standsIn, agreements }: Row): string {
  const name = `${standsIn ? 'rules of ' : ''}${nameOf(reader)}`;
  const { export: written } = reader;
  const option =
    written.format === 'nir' ? `\`--target ${written.target}\`` : `\`--format ${written.format}\``;
  if (agreements === null) return `| ${name} | ${option} | not run | | | |`;
  const spikes = of(agreements, 'spikes');
  const different = of(agreements, 'different');
  const classes = of(agreements, 'sameClass') / of(agreements, 'samples');
  const worst = Math.max(...agreements.map(shareOf));
  const cells = [
    name,
    option,
    spikes.toLocaleString('en'),
    different.toLocaleString('en'),
    percent(worst),
    percent(classes),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** As Markdown. @param kinds of networks, in the order of the agreements */
export function table(rows: readonly Row[], kinds: readonly string[]): string {
  const samples = rows.find((row) => row.agreements !== null)?.agreements?.[0]?.samples ?? 0;
  return [
    `${samples} samples of each kind of network: ${kinds.join('; ')}.`,
    '',
    '| reader | `export` | output spikes, ours | different | different, worst kind | same class |',
    '| --- | --- | ---: | ---: | ---: | ---: |',
    ...rows.map(line),
  ].join('\n');
}

/** Scores of networks whose output neurons only integrate. @param rows null where it could not be run */
export function scoreTable(
  rows: readonly {
    readonly reader: Reader;
    readonly agreements: readonly ScoreAgreement[] | null;
  }[],
): string {
  const row = (reader: Reader, agreements: readonly ScoreAgreement[] | null) => {
    if (agreements === null) return [nameOf(reader), 'not run', ''];
    const largest = Math.max(...agreements.map(({ difference }) => difference));
    const same = sum(agreements.map(({ sameClass }) => sameClass));
    const samples = sum(agreements.map(({ samples }) => samples));
    return [nameOf(reader), largest.toExponential(1), percent(same / samples)];
  };
  return [
    'The same kinds of networks with output neurons that only [integrate](formats.md#readout): the largest difference of a score, as a share of the largest score of its sample.',
    '',
    '| reader | difference | same class |',
    '| --- | ---: | ---: |',
    ...rows.map(({ reader, agreements }) => `| ${row(reader, agreements).join(' | ')} |`),
  ].join('\n');
}

/** Readers that compute something else, kind by kind. @param columns headed by what was run */
export function lossTable(
  columns: readonly { readonly head: string; readonly row: Row }[],
  kinds: readonly string[],
): string {
  const cells = (read: (agreements: readonly Agreement[]) => string) =>
    columns.map(({ row: { agreements } }) => (agreements === null ? 'not run' : read(agreements)));
  const row = (name: string, read: (agreements: readonly Agreement[]) => string) =>
    `| ${[name, ...cells(read)].join(' | ')} |`;
  return [
    `| network | ${columns.map(({ head }) => head).join(' | ')} |`,
    `| --- |${' ---: |'.repeat(columns.length)}`,
    ...kinds.map((kind, k) => row(kind, (agreements) => percent(shareOf(agreements[k]!)))),
    row('same class', (all) => `${of(all, 'sameClass')} of ${of(all, 'samples')}`),
  ].join('\n');
}

/** The page with new tables. @throws if it has no place for them */
export function renewed(page: string, tables: readonly string[]): string {
  const start = page.indexOf(START);
  const end = page.indexOf(END);
  if (start < 0 || end < start) throw new Error(`There is no line ${START} before ${END}.`);
  return `${page.slice(0, start + START.length)}\n${tables.join('\n\n')}\n${page.slice(end)}`;
}
