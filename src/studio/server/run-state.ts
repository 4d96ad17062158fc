/** The state of a run, from the signs that its folder, its process and its members give. */
import type { RunState, RunSummary } from '../api.ts';
import type { RunFacts } from './run-facts.ts';

/** What is known of runs that were begun here, and that their folders do not tell. */
export interface Begun {
  readonly id: string;
  readonly facts: RunFacts;
  /** Whether its process lives. */
  readonly alive: boolean;
  /** Why its process failed; null if it did not. */
  readonly problem: string | null;
  /** When that was known, in milliseconds since 1970. */
  readonly since: number;
}

const CHECKPOINT_MISSING = 'It ended before its first checkpoint; resuming begins it anew.';

/** What tells the state of a run. */
export interface Signs {
  readonly finished: boolean;
  readonly alive: boolean;
  readonly damage: string | null;
  readonly child: Begun | undefined;
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

/** A group is where its members are: it has no record and no checkpoints of its own. */
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

/** A run that was begun here and whose process has not written its record yet, or never will. */
export function withoutFiles({ id, facts, alive, problem, since }: Begun): RunSummary {
  return {
    ...facts,
    id,
    group: null,
    state: alive ? 'running' : 'failed',
    problem,
    accuracy: null,
    motifSizes: [],
    trainable: null,
    seconds: null,
    updated: since,
    stage: null,
    epoch: null,
    epochs: null,
  };
}
