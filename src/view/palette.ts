/** Colours. */
import type { ConnectionType } from '../model/connection-types.ts';

/** Connection types in a terminal, by names of Node's `styleText`. */
export const TERMINAL_COLOURS = {
  exc: 'blueBright',
  inh: 'red',
  none: 'gray',
} as const satisfies Readonly<Record<ConnectionType, string>>;
