/** What something is called where there is little room, in a sentence, and what it means. */
export interface Term {
  readonly short: string;
  readonly label: string;
  readonly description: string;
}

export const term = (label: string, description: string, short = label): Term => ({
  short,
  label,
  description,
});
