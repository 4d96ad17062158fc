/** Sets that are another set but for something. */
import type { RecordingSet } from './recording-set.ts';

/** A set with some of its parts replaced; the original may be an object of any class. */
export function derivedSet(set: RecordingSet, changes: Partial<RecordingSet>): RecordingSet {
  const { name, description, classNames, sensor, recordings, warnings, unreadable } = set;
  return {
    ...{ name, description, classNames, sensor, recordings, warnings },
    ...(unreadable === undefined ? {} : { unreadable }),
    read: (index, onWarning) => set.read(index, onWarning),
    close: () => set.close(),
    ...changes,
  };
}

/** A set in which time 0 of each recording is its first event. */
export function fromFirstEvent(set: RecordingSet): RecordingSet {
  return derivedSet(set, {
    read: async (index, onWarning) => {
      const events = await set.read(index, onWarning);
      const begin = events.times[0] ?? 0;
      if (begin === 0) return events;
      const { durationUs } = events;
      return {
        ...events,
        times: events.times.map((time) => time - begin),
        ...(durationUs === undefined ? {} : { durationUs: durationUs - begin }),
      };
    },
  });
}
