/**
 * `motifsmith/runtime`: runs a trained network on a stream of events, in Node, browsers, Deno and
 * Bun (docs/runtime.md). Web standards only, and nothing that training needs.
 *
 * @module motifsmith/runtime
 */
export { type ErrorDetails, type ErrorKind, MotifsmithError } from '../core/errors.ts';
export type { Preprocessing } from '../data/events/preprocessing.ts';
export type { Deployment, NetworkOrigin } from '../exchange/deployment.ts';
export { EventStream, type EventStreamOptions, type Prediction } from '../runtime/event-stream.ts';
export { loadNetwork, type StepResult, type StreamingNetwork } from '../runtime/network.ts';
export type { LayerState, NetworkState } from '../runtime/state.ts';
