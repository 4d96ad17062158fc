/** The one schema of a sweep file: what may stand there, in what range, and what it means. */
import { z } from 'zod';
import { PRESET_NAMES } from '../config/presets/presets.ts';
import type { SettingsGuide } from '../config/problems.ts';
import { distinct, explain, whole } from '../core/settings/declare.ts';
import { NAMED_ARCHITECTURES } from '../run/schema/plan.ts';

const once = 'each at most once';

const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const NAME_HELP = 'small letters, digits and . _ -, at most 64';

const parameter = z.strictObject({
  values: explain(
    z.array(z.unknown()).min(1),
    'The values to try; a list in place of the section means the same.',
  ).optional(),
  from: explain(z.number(), 'The least value of a range.').optional(),
  to: explain(z.number(), 'The largest value of a range.').optional(),
  scale: explain(
    z.enum(['linear', 'log']),
    'Where the values of a range are dense: log puts as many between 0.001 and 0.01 as between 0.01 and 0.1.',
  ).default('linear'),
  whole: explain(
    z.boolean(),
    'Whether a range has only whole numbers. Settings that are whole numbers have only those anyway.',
  ).default(false),
  points: explain(
    whole(2, 10_000),
    'How many values of a range a grid takes, both ends included.',
  ).optional(),
});

const trials = explain(whole(1), 'How many combinations are tried.');
const seed = explain(whole(0), 'Decides which combinations are drawn.').default(1);

const strategy = z.discriminatedUnion('kind', [
  z.strictObject({ kind: explain(z.literal('grid'), 'Every combination of the values.') }),
  z.strictObject({
    kind: explain(z.literal('random'), 'Combinations drawn at random, none twice.'),
    trials,
    seed,
  }),
  z.strictObject({
    kind: explain(
      z.literal('bayesian'),
      'Where a Gaussian process expects the most improvement, given the trials before.',
    ),
    trials,
    seed,
    initial: explain(
      whole(2),
      'The first trials, which cover the space evenly (Latin hypercube).',
    ).default(10),
    batch: explain(
      whole(1),
      'Trials that are chosen at a time, and so can be done at the same time; the fewer, the more each of them knows.',
    ).default(4),
  }),
]);

const halving = z.strictObject({
  settings: explain(
    z.array(z.string().min(1)).min(1).refine(distinct, once),
    'Settings that say how long a trial takes, such as training.epochs. The last rung has them as they are, each rung before a part.',
  ),
  factor: explain(
    whole(2, 100),
    'The best 1/factor of a rung go on to the next, which takes factor times as long.',
  ).default(3),
  rungs: explain(whole(2, 10), 'How often trials are compared, the end included.').default(3),
});

const seeds = z.array(whole(0)).min(1).refine(distinct, once);

/** The zod schema of a sweep file, after what is short there has been spelled out. */
export const sweepFileSchema = z.strictObject({
  name: explain(
    z.string().refine((text) => NAME.test(text), NAME_HELP),
    `Names the sweep and its folder: ${NAME_HELP}.`,
  ),
  preset: explain(
    z.enum(PRESET_NAMES as [string, ...string[]]),
    'The preset that the settings start from.',
  ).optional(),
  settings: explain(
    z.record(z.string(), z.unknown()),
    'Any part of a configuration; `motifsmith config` explains every setting.',
  ).default({}),
  command: explain(
    z.enum(['search', 'train']),
    'What a trial does: a search, or the training of an architecture.',
  ).default('search'),
  architecture: explain(
    z.enum(NAMED_ARCHITECTURES),
    'What is trained, with `command: train`.',
  ).optional(),
  parameters: explain(
    z
      .record(z.string().min(1), parameter)
      .refine((value) => Object.keys(value).length > 0, 'at least one setting'),
    'The settings to choose, by their path such as training.learningRate, each with values or a range.',
  ),
  strategy: explain(strategy, 'Which combinations are tried.').prefault({ kind: 'grid' }),
  halving: explain(
    halving,
    'Successive halving: all trials are tried for a short time, and the best of them longer; with the strategy bayesian, the best of each batch.',
  ).optional(),
  seeds: explain(seeds, 'Every trial runs once with each.').default([1]),
  tuningFraction: explain(
    z.number().gt(0).lt(1),
    'Fraction of the training samples that trials are scored on, and not trained on. The test samples are never read.',
  ).default(0.2),
});

/** A checked sweep file. */
export type SweepFile = z.output<typeof sweepFileSchema>;

/** For messages about sweep files. */
export const SWEEP_GUIDE: SettingsGuide = {
  explained: 'docs/sweeps.md',
  missing: (key) => `Write ${key} in the sweep file.`,
};
