/**
 * The one schema of an experiment: the sections that the rooms declare, and what belongs to an
 * experiment as a whole. A file, a preset and `--set` all fill in the same keys; what is left out has
 * its default.
 */
import * as z from 'zod';
import { SYSTEM_NAMES } from '../baselines/names.ts';
import { baselinesSchema } from '../baselines/settings.ts';
import { distinct, explain, whole } from '../core/settings/declare.ts';
import { ENGINE_NAMES } from '../engine/engine.ts';
import { evenMotifSchema } from '../search/even-motif.ts';
import { FIXED_ARCHITECTURES } from '../search/fixed-names.ts';
import { searchSection } from '../search/settings.ts';
import { layersField, neuronFields, readoutField, searchSpaceFields } from '../search/template.ts';
import { timeFields } from '../search/time-constants.ts';
import { trainingSchema } from '../training/settings.ts';
import { dataSchema } from './data-schema.ts';

const network = z.strictObject({
  layers: layersField,
  ...searchSpaceFields,
  ...neuronFields,
  ...timeFields,
  readout: readoutField,
});

/** The zod schema of an experiment, with a default for every setting. */
export const experimentSchema = z.strictObject({
  data: dataSchema.prefault({ source: 'mnist-saccade' }),
  network: explain(network, 'The network around the motifs.').prefault({}),
  search: explain(searchSection, 'The search for an architecture.').prefault({}),
  training: explain(
    trainingSchema,
    'Training of the architecture given or found, followed by the test.',
  ).prefault({}),
  compare: explain(
    z
      .array(z.enum([...FIXED_ARCHITECTURES, ...SYSTEM_NAMES]))
      .refine(distinct, 'each at most once'),
    'Architectures to train for comparison, with the same `training`.',
  ).default([]),
  baselines: explain(baselinesSchema, 'Published systems to compare with.').prefault({}),
  evenMotif: explain(
    evenMotifSchema,
    'Random motifs of equal density: what the architectures `even` and `same` are.',
  ).prefault({}),
  seeds: explain(
    z.array(whole(0)).min(1).refine(distinct, 'each at most once'),
    'The experiment runs once for each seed; also --seed and --seeds.',
  ).default([1]),
  engine: explain(
    z.enum(ENGINE_NAMES),
    'wasm: fast, single precision; reference: slow, double precision; webgpu: single precision, on a graphics card.',
  ).default('wasm'),
  revectorize: explain(
    z.boolean(),
    'Let wasm compute on 256-bit vectors where the host can: Node 24 and later, on x86-64 with AVX2. Results do not depend on it.',
  ).default(true),
  checkpointEveryEpochs: explain(
    whole(1),
    'Epochs between checkpoints; every stage ends with one as well.',
    'epochs',
  ).default(1),
  output: explain(z.string().min(1), 'Folder for run directories.').default('runs'),
});

/** A complete experiment: every setting has a value. */
export type ExperimentConfig = z.output<typeof experimentSchema>;
/** What a file or preset may hold: any part of an experiment. */
export type ExperimentInput = z.input<typeof experimentSchema>;
