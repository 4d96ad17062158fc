/** A set reduced to some of its classes, for a first look or an easier task. */
import { MotifsmithError } from '../../core/errors.ts';
import { derivedSet } from './derived-set.ts';
import type { RecordingSet } from './recording-set.ts';

/**
 * The recordings of the named classes, relabelled from 0 in the order of the set.
 * @throws MotifsmithError `usage` for a class that the set does not have
 */
export function onlyClasses(set: RecordingSet, names: readonly string[]): RecordingSet {
  const unknown = names.find((name) => !set.classNames.includes(name));
  if (unknown !== undefined) {
    throw new MotifsmithError('usage', `The set has no class ${JSON.stringify(unknown)}.`, {
      where: 'data.only',
      remedy: `Choose from ${set.classNames.join(', ')}.`,
    });
  }
  const classNames = set.classNames.filter((name) => names.includes(name));
  const kept = set.recordings.flatMap((recording, index) => {
    const label = classNames.indexOf(set.classNames[recording.label]!);
    return label < 0 ? [] : [{ index, recording: { ...recording, label } }];
  });
  return derivedSet(set, {
    description: `${set.description} Only the classes ${classNames.join(', ')}.`,
    classNames,
    recordings: kept.map(({ recording }) => recording),
    read: (k, onWarning) => set.read(kept[k]!.index, onWarning),
  });
}
