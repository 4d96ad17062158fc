/** Types are numbered in this order everywhere. `none` means that there is no connection. */
export const CONNECTION_TYPES = ['exc', 'inh', 'none'] as const;
/** Type of a recurrent connection: excitatory, inhibitory or absent. */
export type ConnectionType = (typeof CONNECTION_TYPES)[number];

/** Whether the first and the last motif of a layer have one neighbour each, or each other as well. */
export const BOUNDARIES = ['open', 'ring'] as const;
