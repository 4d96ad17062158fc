/** What can be kept of a recording whose end is cut. In a file of its own, so that `--help` need not load the settings. */
export const SALVAGES = ['whole-events', 'nothing'] as const;
