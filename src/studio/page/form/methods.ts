/** The methods between which a run can choose, by the names that all of Motifsmith uses. */
import { SYSTEM_NAMES } from '../../../baselines/names.ts';
import { FIXED_ARCHITECTURES } from '../../../search/fixed-names.ts';
import { STRATEGIES } from '../../../search/settings.ts';
import { METHODS, type MethodName, methodOfRun } from '../../../view/method-names.ts';

/** What a request needs for a method. */
export interface Method {
  readonly name: MethodName;
  readonly command: 'search' | 'train';
  /** Of a search. */
  readonly strategy: string | null;
  /** Of a training. */
  readonly architecture: string | null;
}

const searched = (strategy: string): Method => ({
  name: methodOfRun({ method: 'search', strategy })!,
  ...{ command: 'search', strategy, architecture: null },
});
const trained = (architecture: string): Method => ({
  name: methodOfRun({ method: architecture, strategy: null })!,
  ...{ command: 'train', strategy: null, architecture },
});

/** In groups, the most usual first. */
export const METHOD_GROUPS: readonly (readonly [title: string, methods: readonly Method[]])[] = [
  ['Search for a motif', STRATEGIES.map(searched)],
  ['Train a network that is given', FIXED_ARCHITECTURES.map(trained)],
  ['Baselines', SYSTEM_NAMES.map(trained)],
];

const ALL = METHOD_GROUPS.flatMap(([, methods]) => methods);

/** HRMAS for a name that is none. */
export const methodNamed = (name: string | null): Method =>
  ALL.find((one) => one.name === name) ?? ALL[0]!;

export const labelOf = ({ name }: Method): string => METHODS[name].label;
