// Everything the host may call.

export {
  forwardHidden,
  forwardHiddenTraining,
  forwardOutput,
  forwardOutputTraining,
} from './forward';
export { score } from './loss';
export { backwardHidden, backwardOutput } from './backward';
export { gatherFeedforward, gatherRecurrent, transposeEvents } from './gradient';
export { collectEdgeGradient, composeWeights, scale, transpose } from './recurrence';
export { adam, clamp, sumOfSquares } from './adam';
export { accumulatePlasticity, applyPlasticity } from './plasticity';
