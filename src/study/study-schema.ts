/** The one schema of a study file: what may stand there, in what range, and what it means. */
import { z } from 'zod';
import { PRESET_NAMES } from '../config/presets/presets.ts';
import type { SettingsGuide } from '../config/problems.ts';
import { distinct, explain, whole } from '../core/settings/declare.ts';
import { BUILT_IN_METHODS } from './methods.ts';

const once = 'each at most once';

/** Names become folders, on any system. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const NAME_HELP = 'small letters, digits and . _ -, at most 64';
const name = () => z.string().refine((text) => NAME.test(text), NAME_HELP);

const settings = () =>
  explain(
    z.record(z.string(), z.unknown()),
    'Any part of a configuration; `motifsmith config` explains every setting.',
  ).default({});

const seedList = () => z.array(whole(0)).min(1).refine(distinct, once);

const dataset = z.strictObject({
  preset: explain(
    z.enum(PRESET_NAMES as [string, ...string[]]),
    'The preset that the settings start from.',
  ).optional(),
  settings: settings(),
});

const method = z.strictObject({
  name: explain(name(), `Names the row and its folder: ${NAME_HELP}.`),
  label: explain(z.string().min(1).max(120), 'What the tables call it.').optional(),
  base: explain(z.enum(BUILT_IN_METHODS), 'The built-in method that it is or changes.'),
  settings: settings(),
  datasets: explain(
    z.array(z.string()).min(1).refine(distinct, once),
    'Only on these data sets.',
  ).optional(),
  seeds: explain(seedList(), 'Only with these seeds.').optional(),
});

const tuning = z.strictObject({
  settings: explain(whole(0), 'Settings that were tried before these were chosen.'),
  cpuHours: explain(z.number().min(0), 'What trying them took.', 'hours').optional(),
  judgedOn: explain(
    z.string().min(1).max(200),
    'The samples that they were judged on: never the test samples.',
  ),
});

/** The zod schema of a study file, after names of built-in methods have been spelled out. */
export const studySchema = z.strictObject({
  name: explain(name(), `Names the study and its folder: ${NAME_HELP}.`),
  datasets: explain(
    z
      .record(name(), dataset)
      .refine((value) => Object.keys(value).length > 0, 'at least one data set'),
    'The data sets by name; each is a preset, or settings, or both.',
  ),
  settings: settings(),
  seeds: explain(seedList(), 'One run of every method on every data set for each.').default([1]),
  reference: explain(
    z.string().min(1),
    'Name of the method that the others are compared with; the first if left out.',
  ).optional(),
  tuning: explain(
    tuning,
    'The effort of tuning that came before the study, for its report.',
  ).optional(),
  methods: explain(
    z.array(method).min(1),
    'The methods: names of built-in ones, or sections that change one.',
  ),
});

/** A checked study file. */
export type StudyFile = z.output<typeof studySchema>;
/** A method of a checked study file. */
export type MethodEntry = StudyFile['methods'][number];

/** For messages about study files. */
export const STUDY_GUIDE: SettingsGuide = {
  explained: 'docs/studies.md',
  missing: (key) => `Write ${key} in the study file.`,
};
