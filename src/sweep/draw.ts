/** Drawing combinations of settings, none twice: with the same seeds, a second run of one would give the same score. */
import { Random } from '../core/random.ts';
import { type Assignment, type Parameter, valueAtPlace } from './space.ts';

/** A combination that was tried. */
export interface Tried {
  readonly assignment: Assignment;
  /** Validation accuracy, mean over the seeds; null if the trial failed. */
  readonly score: number | null;
}

/** Tells combinations apart. */
export const keyOf = (assignment: Assignment): string => JSON.stringify(assignment);

/** A combination drawn at random that is not among those taken, of which there are fewer than combinations. */
export function drawNew(
  parameters: readonly Parameter[],
  seed: number,
  trial: number,
  taken: ReadonlySet<string>,
): Assignment {
  for (let attempt = 0; ; attempt++) {
    const drawn = Object.fromEntries(
      parameters.map((parameter) => {
        const random = new Random(seed, `sweep/${trial}/${attempt}/${parameter.path}`);
        return [parameter.path, valueAtPlace(parameter, random.uniform())];
      }),
    );
    if (!taken.has(keyOf(drawn))) return drawn;
  }
}
