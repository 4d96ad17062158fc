// Everything the host may call.

export { dispatch, serve, stop } from './crew';
export { forwardOutput } from './forward';
export { collectEdgeGradient, composeWeights, transpose } from './recurrence';
export { clamp, sumOfSquares } from './adam';
export { accumulatePlasticity, applyPlasticity } from './plasticity';
