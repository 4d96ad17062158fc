// Everything the host of the inference runtime may call: a module of its own, without threads, so
// that it runs where memory cannot be shared.

export * from './runtime-offsets.generated';
export { step } from './stream';
