/** What an inspection has found, as the page shows it, with the settings that the rules of `init` propose. */
import { checkConfig } from '../../config/load.ts';
import type { RawConfig } from '../../config/merge.ts';
import { MotifsmithError } from '../../core/errors.ts';
import { channelCount } from '../../data/events/address-events.ts';
import { pooledSensor } from '../../data/events/input-channel.ts';
import type { Inspection } from '../../data/inspect/inspect-set.ts';
import type { RecordingSet } from '../../data/sources/recording-set.ts';
import { doubtsAbout } from '../../proposal/doubts.ts';
import { overviewOf } from '../../proposal/overview.ts';
import { type Proposal, proposeSettings, stepsOf } from '../../proposal/rules.ts';
import { runKinds } from '../../proposal/run-kinds.ts';
import { nested } from '../../proposal/settings-file.ts';
import { irregularityText } from '../../view/irregularities.ts';
import type { DataFindings, DataSuggestion } from '../api/data.ts';
import { errorReply } from './refusal.ts';

/** Classes, and findings of a kind, that a reply lists. */
const MOST_CLASSES = 200;
const MOST_FINDINGS = 100;

interface LookedAt {
  readonly kind: 'set' | 'file';
  readonly format: string;
  readonly set: RecordingSet;
  readonly decided: readonly Proposal[];
  readonly known: RawConfig | null;
}

/** @param place names the data in messages */
export function findingsOf(looked: LookedAt, found: Inspection, place: string): DataFindings {
  const { kind, format, set } = looked;
  const { samples, events, durationMs, rateHz, bad, unusable, warnings } = found;
  const classes = Object.entries(samples.perClassAndSplit);
  const findings = (all: readonly { readonly where: string; readonly problem: string }[]) => ({
    total: all.length,
    first: all.slice(0, MOST_FINDINGS).map(({ where, problem }) => ({ where, what: problem })),
  });
  return {
    ...{ kind, format, durationMs, rateHz },
    name: set.name,
    description: set.description,
    sensor: set.sensor,
    recordings: samples.total,
    classes: classes.slice(0, MOST_CLASSES).map(([name, counts]) => ({ name, ...counts })),
    moreClasses: Math.max(0, classes.length - MOST_CLASSES),
    speakers: Object.keys(samples.perSpeaker).length,
    events: events.perSample,
    channels: events.channels,
    activeChannels: events.activeChannels,
    damaged: findings(bad),
    unusable: findings(unusable),
    warnings: { total: warnings.total, first: warnings.first },
    irregularities: warnings.irregularities.map(irregularityText),
    ...suggestionFor(looked, found, place),
  };
}

function suggestionFor(
  { kind, set, decided, known }: LookedAt,
  found: Inspection,
  place: string,
): Pick<DataFindings, 'suggestion' | 'unfit'> {
  try {
    if (kind === 'file') {
      throw new MotifsmithError('data', 'The file is one recording: a search compares classes.', {
        where: place,
        remedy: 'Choose a folder with a folder for each class, or a set in one file.',
      });
    }
    return { suggestion: suggestion(set, found, { place, decided, known }), unfit: null };
  } catch (error) {
    if (!(error instanceof MotifsmithError)) throw error;
    return { suggestion: null, unfit: errorReply(error).body.error };
  }
}

function suggestion(
  set: RecordingSet,
  found: Inspection,
  { place, decided, known }: Pick<LookedAt, 'decided' | 'known'> & { readonly place: string },
): DataSuggestion {
  const overview = overviewOf(set, found, place);
  const proposals = known === null ? proposeSettings(overview, decided) : [];
  const config = known ?? nested(proposals);
  const kinds = runKinds(config, overview.train);
  // A rule that proposes what is not allowed is our mistake, and must not reach the form.
  const { data } = checkConfig(kinds.normal, []);
  checkConfig(kinds.quick, []);
  checkConfig(kinds.paper, []);
  const own = [{ path: 'data.binMs', value: data.binMs }];
  const { steps } = stepsOf(overview, own);
  const seen = 'pool' in data ? pooledSensor(set.sensor, data) : set.sensor;
  return {
    train: overview.train,
    test: overview.test,
    stepMs: data.binMs,
    steps,
    inputs: channelCount(seen),
    proposals,
    doubts: doubtsAbout(overview, own),
    kinds,
  };
}
