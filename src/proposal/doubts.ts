/** What speaks against expecting much of a search on these data: said, not refused. */
import { count, counted, percent, significant } from '../view/format.ts';
import type { Overview } from './overview.ts';
import { isUneven, LONGEST, type Proposal, stepsOf } from './rules.ts';

/** Fewer recordings of a class than this teach little. */
const FEW = 10;
/** Fewer recordings in the test than this say little. */
const FEW_TESTS = 50;
/** Fewer steps than this leave hardly anything to be in time. */
const FEW_STEPS = 20;
/** Steps of more than this are coarse, ms. */
const COARSE_MS = 50;
/** Fewer events of a recording than this are hardly a pattern. */
const FEW_EVENTS = 20;
/** Names that a message lists. */
const MOST_NAMES = 10;

/** One sentence for each doubt, with what to do. */
export function doubtsAbout(overview: Overview, decided: readonly Proposal[] = []): string[] {
  return [
    ...doubtsAboutDamage(overview),
    ...doubtsAboutClasses(overview),
    ...doubtsAboutTime(overview, stepsOf(overview, decided)),
  ];
}

function doubtsAboutDamage({ refused: { recordings, first } }: Overview): string[] {
  if (first === null) return [];
  return [
    `${counted(recordings, 'recording is', 'recordings are')} left out (data.skipBad), because a run would refuse them. The first: ${first}`,
  ];
}

function doubtsAboutClasses(overview: Overview): string[] {
  const { perClass, test } = overview;
  const doubts: string[] = [];
  const counts = [...perClass.values()];
  const few = [...perClass].filter(([, n]) => n < FEW);
  if (few.length > 0) {
    const list = few.slice(0, MOST_NAMES).map(([name, n]) => `${name} (${count(n)})`);
    const more = few.length > MOST_NAMES ? ', …' : '';
    doubts.push(
      `${counted(few.length, 'class has', 'classes have')} fewer than ${FEW} recordings: ${list.join(', ')}${more}. Record more of them; a network learns little from so few.`,
    );
  }
  if (isUneven(overview)) {
    const largest = Math.max(...counts);
    const [name] = [...perClass].find(([, n]) => n === largest)!;
    const share = largest / counts.reduce((a, b) => a + b, 0);
    doubts.push(
      `The classes differ in size. Always answering ${name} is right in ${percent(share, 0)} of the recordings: that is chance level here.`,
    );
  }
  if (test < FEW_TESTS) {
    doubts.push(
      `The test has ${counted(test, 'recording')}: one of them is ${percent(1 / test, 1)} of the accuracy. Use several seeds, or hold more out (data.split.testFraction).`,
    );
  }
  return doubts;
}

function doubtsAboutTime(
  { durationMs, events }: Overview,
  { binMs, steps }: ReturnType<typeof stepsOf>,
): string[] {
  const doubts: string[] = [];
  const median = `half of the recordings last at most ${significant(durationMs.median)} ms`;
  if (steps < FEW_STEPS) {
    doubts.push(
      `There are only ${counted(steps, 'step')}: ${median}, and a step has at least 1 ms. If the unit of the times is wrong, give it: --set data.timeUnit=s.`,
    );
  }
  if (binMs > COARSE_MS) {
    doubts.push(
      `Steps of ${count(binMs)} ms are coarse: ${median}. Cut the recordings into shorter ones, or look at their beginning only (--set data.binMs=… --set data.maxSteps=…).`,
    );
  }
  if (durationMs.max > LONGEST * durationMs.median) {
    doubts.push(
      `The recordings differ much in length: from ${significant(durationMs.min)} to ${significant(durationMs.max)} ms, and ${median}. Check whether the long ones belong here; data.maxSteps cuts them.`,
    );
  }
  if (events.median < FEW_EVENTS) {
    doubts.push(
      `Half of the recordings have at most ${counted(Math.round(events.median), 'event')}. Check how they are read: \`motifsmith data inspect\` draws them.`,
    );
  }
  return doubts;
}
