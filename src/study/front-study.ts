/**
 * A front of networks as a study: one search a price and seed, everything else equal. The study's machinery
 * does the rest: processes, resuming, tables and reports.
 */
import { resolve } from 'node:path';
import { checkConfig } from '../config/load.ts';
import { mergeConfigs } from '../config/merge.ts';
import type { ExperimentConfig } from '../config/schema.ts';
import type { Objective } from '../search/objective/objective.ts';
import { methodOfRun } from '../view/method-names.ts';
import { COSTS } from '../view/names.ts';
import { requireFewRuns } from './load-study.ts';
import type { BuiltInMethod } from './methods.ts';
import type { Study, StudyMethod } from './study-record.ts';

/** What can have a price. */
export type Priced = keyof Objective;

/** Held out where the settings hold nothing out: the accuracy on it decides what is on the front. */
export const FRONT_VALIDATION = 0.2;

export interface FrontRequest {
  /** Of the preset or file. */
  readonly name: string;
  readonly config: ExperimentConfig;
  readonly priced: Priced;
  /** Different ones, at least one. */
  readonly prices: readonly number[];
}

/** Names of studies and data sets are names of folders. */
function folderName(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9._-]+/g, '-');
  return plain.replace(/^[^a-z0-9]+/, '').slice(0, 50) || 'data';
}

/** @throws MotifsmithError (`usage`) for a price that is not allowed, or for too many runs */
export function frontStudy({ name, config, priced, prices }: FrontRequest): Study {
  const dataset = folderName(name);
  const { seeds } = config;
  requireFewRuns(prices.length * seeds.length, '--prices, --seeds');
  const { strategy } = config.search;
  const base = methodOfRun({ method: 'search', strategy }) as BuiltInMethod;
  const methods = prices.map(
    (price): StudyMethod => ({
      name: `${priced}-${price}`,
      label: `${COSTS[priced].label} at ${price}`,
      base,
    }),
  );
  const { data } = config;
  const shared = mergeConfigs(config as never, {
    seeds: [seeds[0]!],
    compare: [],
    data: {
      ...('path' in data ? { path: resolve(data.path) } : {}),
      ...(data.validationFraction === 0 ? { validationFraction: FRONT_VALIDATION } : {}),
    },
  });
  return {
    name: `front-${dataset}`,
    seeds,
    reference: methods[0]!.name,
    datasets: [dataset],
    tuning: null,
    methods,
    entries: methods.map((method, k) => {
      const value = { search: { objective: { [priced]: prices[k]! } } };
      const layers = [{ name: `--prices ${prices[k]}`, value }];
      return {
        dataset,
        method: method.name,
        seeds,
        task: { command: 'search' },
        config: checkConfig(mergeConfigs(shared, value), layers),
      };
    }),
  };
}
