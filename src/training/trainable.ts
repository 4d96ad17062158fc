/** What a training phase asks of a network: that of an engine has it all, and so have other kinds. */
import type { EventSample } from '../data/events/sample.ts';
import type { BatchResult, EngineNetwork } from '../engine/engine.ts';
import type { Evaluable } from './evaluation.ts';

export interface TrainableNetwork
  extends Evaluable,
    Pick<EngineNetwork, 'weights' | 'gradientNorm' | 'adamStep'> {
  /** Forward and backward pass; what `adamStep` takes a step along. */
  gradients(
    samples: readonly EventSample[],
  ): Promise<Pick<BatchResult, 'loss' | 'correct' | 'spikes' | 'steps'>>;
}
