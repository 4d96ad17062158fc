/** What `architecture.json` holds for a system whose network is not one of motifs: told apart by `system`. */
import * as z from 'zod/mini';
import type { Infer } from '../core/schema.ts';
import { elsmArchitectureSchema } from './elsm/architecture.ts';
import {
  gruArchitectureSchema,
  lstmArchitectureSchema,
  phasedLstmArchitectureSchema,
  rnnArchitectureSchema,
} from './gated/architecture.ts';
import { hrsnnArchitectureSchema } from './hrsnn/architecture.ts';
import { lsmArchitectureSchema } from './lsm/architecture.ts';
import { stRsbpArchitectureSchema } from './st-rsbp/architecture.ts';

export const baselineArchitectureSchema = z.discriminatedUnion('system', [
  lsmArchitectureSchema,
  rnnArchitectureSchema,
  lstmArchitectureSchema,
  gruArchitectureSchema,
  phasedLstmArchitectureSchema,
  hrsnnArchitectureSchema,
  elsmArchitectureSchema,
  stRsbpArchitectureSchema,
]);
/** The shape of a baseline system. */
export type BaselineArchitecture = Infer<typeof baselineArchitectureSchema>;

/** Those that read out a liquid. */
export type LiquidArchitecture = Extract<BaselineArchitecture, { readonly readout: unknown }>;

export const isLiquid = (architecture: BaselineArchitecture): architecture is LiquidArchitecture =>
  'readout' in architecture;
