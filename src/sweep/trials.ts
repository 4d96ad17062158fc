/** Which combinations of settings a sweep tries: the same sweep and the same scores always give the same trials. */
import { bayesianTrials } from './bayesian.ts';
import { drawNew, keyOf, type Tried } from './draw.ts';
import { type Assignment, gridValues, type Parameter } from './space.ts';
import type { Sweep } from './sweep-record.ts';

/** The trials to do next, given those done; none at the end. */
export function nextTrials(sweep: Sweep, tried: readonly Tried[]): readonly Assignment[] {
  const { strategy, parameters } = sweep;
  if (strategy.kind === 'bayesian') return bayesianTrials(parameters, strategy, tried);
  if (tried.length > 0) return [];
  return strategy.kind === 'grid' ? gridTrials(parameters) : randomTrials(parameters, strategy);
}

/** Every combination; the setting that is named last changes fastest. */
function gridTrials(parameters: readonly Parameter[]): Assignment[] {
  return parameters.reduce<Assignment[]>(
    (trials, parameter) =>
      trials.flatMap((trial) =>
        gridValues(parameter).map((value) => ({ ...trial, [parameter.path]: value })),
      ),
    [{}],
  );
}

/** More trials begin with the same ones. */
function randomTrials(
  parameters: readonly Parameter[],
  { trials, seed }: { readonly trials: number; readonly seed: number },
): Assignment[] {
  const drawn: Assignment[] = [];
  const taken = new Set<string>();
  for (let k = 0; k < trials; k++) {
    const trial = drawNew(parameters, seed, k, taken);
    drawn.push(trial);
    taken.add(keyOf(trial));
  }
  return drawn;
}
