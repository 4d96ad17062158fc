// Everything the host of the engine may call.

export { norm } from './adam';
export { accumulatePlasticity, applyPlasticity } from './plasticity';
export * from './offsets.generated';
export { collectEdgeGradient, composeWeights, transpose } from './recurrence';
export { step } from './stream';
export { dispatch, serve, stop } from './worker-pool';
