/**
 * One trial: a scenario is started, disturbed, and started again as a user would, until it is done; then
 * once more, undisturbed. What is then on the disk must be what an undisturbed run leaves.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EXIT_CODES } from '../../src/core/errors.ts';
import { Random } from '../../src/core/random.ts';
import { differences } from './compare.ts';
import type { Ended, Harness, Undisturbed } from './harness.ts';
import type { TrialPlan } from './plan.ts';
import { Disk } from './power-cut.ts';
import type { Scenario } from './scenarios.ts';
import { isAlive, type Witness } from './witness.ts';

export interface TrialResult {
  /** Each kill, signal, error and power cut, in words. */
  readonly struck: readonly string[];
  /** Times that a process found another at work. */
  readonly blocked: number;
  /** Times that a process started to write in a watched folder. */
  readonly entries: number;
  /** Times that two were writing there. */
  readonly overlaps: readonly string[];
  /** All that should not be; empty for a sound trial. */
  readonly faults: readonly string[];
}

/** Starts of one contender, after which a trial counts as never finished. */
const MOST_STARTS = 300;
/** How long an orphan may take to end. */
const ORPHAN_MS = 60_000;

export async function runTrial(
  harness: Harness,
  scenario: Scenario,
  plan: TrialPlan,
  undisturbed: Undisturbed,
): Promise<TrialResult> {
  const name = `${scenario.id}-${plan.index}`;
  const folder = harness.newFolder(name, scenario.given);
  const lost = plan.cut === null ? [] : cutPower(folder, plan, undisturbed);
  const { witness, socket } = await harness.witness(folder, scenario, plan, plan.assignments);
  const state = { done: false, blocked: 0, struck: [] as string[], faults: [...lost] };
  const shots = [...plan.shots];

  const contend = async (): Promise<void> => {
    for (let start = 0; start < MOST_STARTS && !state.done; start++) {
      const shot = shots.shift();
      const command = harness.start(folder, scenario, socket);
      const timer =
        shot &&
        setTimeout(() => {
          command.kill(shot.signal);
          state.struck.push(`${shot.signal} at ${shot.at.toFixed(2)}`);
        }, shot.at * undisturbed.milliseconds);
      const ended = await command.ended;
      clearTimeout(timer);
      const verdict = judge(ended, plan);
      if (verdict === 'done') state.done = true;
      else if (verdict === 'blocked') {
        state.blocked += 1;
        await pause(10);
      } else if (verdict !== 'again') {
        state.faults.push(verdict);
        state.done = true;
      }
    }
    if (!state.done) state.faults.push(`not finished after ${MOST_STARTS} starts`);
  };
  await Promise.all(Array.from({ length: plan.contenders }, contend));
  const { faults } = state;
  const orphans = await waitForOrphans(witness);
  if (orphans.length > 0) faults.push(`still running: ${orphans.join(', ')}`);
  const struck = [
    ...(plan.cut === null ? [] : [`power cut at ${plan.cut.at.toFixed(3)}, ${plan.cut.loss} lost`]),
    ...state.struck,
    ...witness.struck.map(
      ({ does, code, call, kind, nth, when }) =>
        `${does === 'fail' ? code : `kill ${when}`} ${call} ${kind} ${nth}`,
    ),
  ];
  await witness.close();
  if (faults.length === 0) {
    scenario.settle?.(folder);
    const last = await harness.start(folder, scenario, null).ended;
    if (last.code !== 0) faults.push(`the last start ended with ${describe(last)}`);
    else faults.push(...differences(undisturbed.folder, folder));
  }
  faults.push(...witness.overlaps.map((text) => `two at once: ${text}`));
  if (faults.length === 0) rmSync(folder, { recursive: true });
  rmSync(`${folder}.strikes`, { force: true });
  return {
    struck,
    blocked: state.blocked,
    entries: witness.entries,
    overlaps: witness.overlaps,
    faults,
  };
}

/**
 * Replaces a folder by what a power cut leaves of it.
 * @returns what is lost that a program may rely on, in words
 */
function cutPower(folder: string, { cut, seed }: TrialPlan, undisturbed: Undisturbed): string[] {
  const { record, before } = undisturbed;
  const disk = new Disk(undisturbed.folder, before);
  for (const call of record.slice(0, Math.floor(cut!.at * (record.length + 1)))) disk.apply(call);
  rmSync(folder, { recursive: true });
  disk.writeRemains(folder, cut!.loss, new Random(seed, 'power'));
  return [...disk.promised].flatMap(([name, bytes]) => {
    // Nobody relies on temporary files after a power cut.
    if (name.startsWith('tmp')) return [];
    const path = join(folder, name);
    const isThere = existsSync(path) && readFileSync(path).equals(bytes);
    return isThere ? [] : [`${name} was synchronised, and the power cut lost it`];
  });
}

/** What the end of a command means: `done`, `blocked`, `again`, or a fault in words. */
function judge(ended: Ended, { mode, contenders }: TrialPlan): string {
  const { code, signal, stderr, hung } = ended;
  if (hung) return `hung: ${describe(ended)}`;
  if (code === EXIT_CODES.ok) return 'done';
  if (signal === 'SIGKILL' && (mode === 'kill' || mode === 'moment')) return 'again';
  if (mode === 'signal' && (code === EXIT_CODES.interrupted || signal !== null)) return 'again';
  if (mode === 'fail' && (code === EXIT_CODES.inputOutput || code === EXIT_CODES.incomplete)) {
    return 'again';
  }
  // A run of a study whose process was killed twice has failed; the same command tries it again.
  if (mode === 'kill' && code === EXIT_CODES.incomplete) return 'again';
  if (code === EXIT_CODES.artifact && /Another process/.test(stderr)) return 'blocked';
  if (contenders > 1 && code === EXIT_CODES.usage && /not empty/.test(stderr)) return 'blocked';
  return `ended with ${describe(ended)}`;
}

function describe({ code, signal, stderr }: Ended): string {
  return `${signal ?? `exit code ${code}`}: ${stderr.trim().split('\n').slice(0, 6).join(' | ')}`;
}

/** Processes that outlive the ones that started them end soon. @returns those that do not */
async function waitForOrphans(witness: Witness): Promise<readonly string[]> {
  const deadline = performance.now() + ORPHAN_MS;
  while (witness.alive.length > 0 && performance.now() < deadline) await pause(20);
  const { alive } = witness;
  for (const pid of witness.pids) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  return alive;
}
