/** Kinds of runs between which whoever starts one can choose, without knowing a setting. */

export const RUN_KINDS = {
  quick: {
    label: 'Quick',
    description: 'A small network and a few epochs: a motif to look at, and a first accuracy.',
  },
  normal: {
    label: 'Normal',
    description: 'Settings that fit these data, and training for as long as it helps.',
  },
  paper: {
    label: 'Paper',
    description:
      'The paper’s numbers: 512 neurons, steps of 1 ms, 150 + 150 + 400 epochs, second order.',
  },
} as const;

export type RunKind = keyof typeof RUN_KINDS;

export const RUN_KIND_NAMES = Object.keys(RUN_KINDS) as readonly RunKind[];
