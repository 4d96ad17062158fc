/** The state of a run, from its folder, its process and its members. */
import type { RunState, RunSummary } from '../api/runs.ts';
import { NO_MARKS } from './notes-file.ts';
import type { RunFacts } from './run-facts.ts';

/** What is known of a run that was started here, apart from its folder. */
export interface StartedHere {
  readonly id: string;
  readonly facts: RunFacts;
  /** Whether its process is alive. */
  readonly alive: boolean;
  /** Why its process failed; null if it did not. */
  readonly problem: string | null;
  /** When it was started, in milliseconds since 1970. */
  readonly since: number;
}

const CHECKPOINT_MISSING = 'It ended before its first checkpoint; resuming starts it again.';

/** What the state of a run follows from. */
export interface Signs {
  readonly finished: boolean;
  readonly alive: boolean;
  readonly damage: string | null;
  readonly child: StartedHere | undefined;
  /** Whether there is a checkpoint. */
  readonly saved: boolean;
}

/** The state of a run, and why it failed if it did. */
export function stateOf({ finished, alive, damage, child, saved }: Signs): {
  state: RunState;
  problem: string | null;
} {
  if (damage !== null) return { state: alive ? 'running' : 'failed', problem: damage };
  if (finished) return { state: 'finished', problem: null };
  if (alive) return { state: 'running', problem: null };
  if (child?.problem) return { state: 'failed', problem: child.problem };
  if (saved) return { state: 'stopped', problem: null };
  return { state: 'failed', problem: CHECKPOINT_MISSING };
}

/** The state of a group is that of its members: it has no record and no checkpoints of its own. */
export function withMembers(group: RunSummary, members: readonly RunSummary[]): RunSummary {
  const updated = Math.max(group.updated, ...members.map((run) => run.updated));
  if (group.state === 'finished') return { ...group, updated };
  const current = members.find(({ state }) => state === 'running');
  const { stage, epoch, epochs } = current ?? group;
  const resumable = members.some(({ state }) => state === 'stopped' || state === 'finished');
  const whole = { ...group, updated, stage, epoch, epochs };
  return group.problem === CHECKPOINT_MISSING && resumable
    ? { ...whole, state: 'stopped', problem: null }
    : whole;
}

/** A run that was started here and whose process has not written its record yet, or never will. */
export function withoutFiles({ id, facts, alive, problem, since }: StartedHere): RunSummary {
  return {
    ...facts,
    id,
    group: null,
    state: alive ? 'running' : 'failed',
    problem,
    accuracy: null,
    motifSizes: [],
    trainable: null,
    analysed: false,
    seconds: null,
    updated: since,
    stage: null,
    epoch: null,
    epochs: null,
    marks: NO_MARKS,
  };
}
