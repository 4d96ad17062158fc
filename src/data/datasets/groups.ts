/**
 * Recordings that belong together, because one person or one session made them, and so must not stand on both
 * sides of a cut: a network that has heard a speaker in training is not tested on new ones.
 */
import { MotifsmithError } from '../../core/errors.ts';
import type { RecordingInfo } from '../sources/recording-set.ts';

/** `speaker`, or a pattern in which `{group}` stands once and `*` at most twice before and after it. */
export const GROUP_RULE =
  /^(?:speaker|(?:[^{}*]*\*){0,2}[^{}*]*\{group\}(?:[^{}*]*\*){0,2}[^{}*]*)$/;

const WHERE = 'data.split.group';

/**
 * The group of each recording.
 * @param rule as `GROUP_RULE` has it
 * @returns [recordings] numbers from 0, in order of appearance
 * @throws MotifsmithError `data` if a recording has no group, or all have the same
 */
export function groupsOf(recordings: readonly RecordingInfo[], rule: string): Uint32Array {
  const nameOf = rule === 'speaker' ? ({ speaker }: RecordingInfo) => speaker : matcher(rule);
  const names = recordings.map(nameOf);
  const without = names.indexOf(null);
  if (without >= 0) {
    const count = names.filter((name) => name === null).length;
    const missing = rule === 'speaker' ? 'has no known speaker' : `does not match ${rule}`;
    throw new MotifsmithError(
      'data',
      `${count} of ${names.length} recordings have no group: ${recordings[without]!.id} ${missing}.`,
      {
        where: WHERE,
        remedy:
          'Give a pattern that fits all names as they are listed here, such as */{group}_*, where * is anything without a slash.',
      },
    );
  }
  const numbers = new Map([...new Set(names)].map((name, number) => [name, number]));
  if (numbers.size === 1) {
    throw new MotifsmithError(
      'data',
      `All ${names.length} recordings are of one group, ${JSON.stringify(names[0])}.`,
      { where: WHERE, remedy: 'Name what tells them apart, or set it to null.' },
    );
  }
  return Uint32Array.from(names, (name) => numbers.get(name)!);
}

function matcher(rule: string): (recording: RecordingInfo) => string | null {
  // A star next to another, or before {group}, adds nothing but ways to try: millions in a name that does not match.
  const source = rule
    .replaceAll(/\*+(?=\*|\{group\})/g, '')
    .split(/(\*|\{group\})/)
    .map((part) => {
      if (part === '*') return '[^/]*?';
      if (part === '{group}') return '([^/]+?)';
      return part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    })
    .join('');
  const pattern = new RegExp(`^${source}$`, 'su');
  return ({ id }) => pattern.exec(id)?.[1] ?? null;
}
