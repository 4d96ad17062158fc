/** Names of the files in the folder of a run. */
export const RUN_FILES = {
  config: 'config.json',
  metrics: 'metrics.jsonl',
  architecture: 'architecture.json',
  checkpoints: 'checkpoints',
  weights: 'weights.safetensors',
  summary: 'summary.json',
  analysis: 'analysis.json',
} as const;
