/** Names of the files in the folder of a run. */
export const RUN_FILES = {
  config: 'config.json',
  metrics: 'metrics.jsonl',
  architecture: 'architecture.json',
  checkpoints: 'checkpoints',
  weights: 'weights.safetensors',
  summary: 'summary.json',
  analysis: 'analysis.json',
  /** What the process of a run printed that was started from the studio. */
  log: 'process.log',
} as const;
