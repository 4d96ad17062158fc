/** Names of the files in a sweep's folder, next to the folder `runs` that it has like a study. */
export const SWEEP_FILES = {
  sweep: 'sweep.json',
  results: 'results.json',
  best: 'best.yaml',
  tables: 'tables',
} as const;
