/** `front`: one search a price and seed, and the networks that no other beats in everything. */
import { join } from 'node:path';
import { loadConfig } from '../../config/load.ts';
import { MotifsmithError } from '../../core/errors.ts';
import { frontStudy, type Priced } from '../../study/front-study.ts';
import { readStudyRecord } from '../../study/read-study.ts';
import { type Study, withDataPaths } from '../../study/study-record.ts';
import { carryOutStudy, type StudyRunOptions } from '../carry-out-study.ts';
import { frontPrintout } from '../study-printout.ts';

export interface FrontCommandOptions extends StudyRunOptions {
  readonly price?: Priced;
  readonly prices?: string;
  readonly seeds?: string;
  readonly set?: readonly string[];
  readonly data?: string;
  readonly output?: string;
  readonly resume?: string;
}

/** From accuracy alone to where a typical short search gives up most of its connections. */
const DEFAULT_PRICES: Readonly<Record<Priced, string>> = {
  connections: '0,0.2,0.6,2',
  spikes: '0,0.3,1,3',
  synops: '0,3,10,30',
};

export async function frontCommand(
  source: string | undefined,
  options: FrontCommandOptions,
): Promise<void> {
  const { study, folder } = await prepare(source, options);
  await carryOutStudy(study, folder, options, frontPrintout);
}

const usage = (message: string, where: string, remedy: string): MotifsmithError =>
  new MotifsmithError('usage', message, { where, remedy });

async function prepare(
  source: string | undefined,
  { price: priced = 'synops', prices, seeds, set = [], data, output, resume }: FrontCommandOptions,
): Promise<{ study: Study; folder: string }> {
  if (resume !== undefined) {
    const changed = Object.entries({ source, prices, seeds, output }).find(([, value]) => value);
    if (changed || set.length > 0) {
      const [name, value] = changed ?? ['set', set[0]!];
      throw usage(
        'A resumed front keeps its settings.',
        name === 'source' ? value! : `--${name} ${value}`,
        'Leave it out, or give the same command as before without --resume.',
      );
    }
    const study = await readStudyRecord(resume);
    if (data === undefined) return { study, folder: resume };
    const paths = new Map(study.datasets.map((dataset) => [dataset, data]));
    return { study: withDataPaths(study, paths), folder: resume };
  }
  const layers = seeds === undefined ? [] : [{ name: `--seeds ${seeds}`, value: seedLayer(seeds) }];
  const { name, config } = await loadConfig({
    source: source ?? 'demo',
    sets: set,
    options: layers,
    dataPath: data,
  });
  const list = readPrices(prices ?? DEFAULT_PRICES[priced]);
  const study = frontStudy({ name, config, priced, prices: list });
  return { study, folder: output ?? join('runs', study.name) };
}

const seedLayer = (text: string) => ({
  seeds: text.split(',').map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : part)),
});

function readPrices(text: string): number[] {
  const prices = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  const allowed = prices.every((price) => Number.isFinite(price) && price >= 0);
  if (allowed && new Set(prices).size === prices.length) return prices;
  throw usage(
    'The prices are not a list of different numbers of at least 0.',
    `--prices ${text}`,
    'Write them as 0,0.1,1.',
  );
}
