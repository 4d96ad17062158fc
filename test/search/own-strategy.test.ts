/** A program's own strategy in a search job, and what the job does not let one get away with. */
import { describe, expect, it } from 'vitest';
import { hillClimb } from '../../examples/hill-climb.ts';
import type { Architecture } from '../../src/model/architecture-schema.ts';
import { SearchJob } from '../../src/search/search-job.ts';
import type { SearchOutcome, StrategyFactory } from '../../src/search/strategy.ts';
import { supernetArchitecture } from '../../src/search/template.ts';
import { eventsOf, finish, spying } from '../training/toy.ts';
import { expectSameWhenKilled } from './resumed.ts';
import { searchInput, TEMPLATE } from './toy.ts';

const input = { ...searchInput({ candidates: 4, sizeEpochs: 1 }), strategy: hillClimb };

/** Hill climbing with an outcome that is spoilt at the end. */
function spoilt(spoil: (outcome: SearchOutcome) => SearchOutcome): StrategyFactory {
  const spoiling = async (strategy: ReturnType<StrategyFactory['start']>) => {
    const climb = await strategy;
    const outcome = climb.outcome.bind(climb);
    return Object.assign(climb, { outcome: () => spoil(outcome()) });
  };
  return {
    name: 'spoilt',
    start: (given) => spoiling(hillClimb.start(given)),
    restore: (given, snapshot) => spoiling(hillClimb.restore(given, snapshot)),
  };
}

const withArchitecture = (change: (architecture: Architecture) => Architecture) =>
  spoilt((outcome) => ({ ...outcome, architecture: change(outcome.architecture) }));

const withNeurons = (change: (values: number[]) => number[]) =>
  spoilt((outcome) => ({
    ...outcome,
    neurons: outcome.neurons.map(({ resistance, tau }) => ({
      resistance,
      tau: change(Array.from(tau)),
    })),
  }));

describe("a strategy of one's own", () => {
  it('finds what is trained and tested, under its own name', async () => {
    const job = await SearchJob.start(input);
    const events = await finish(job);
    const tries = eventsOf(events, 'strategy');
    expect(tries).toHaveLength(4);
    expect(job.result().strategy).toBe('hill-climb');
    expect(job.result().architecture.hidden.map(({ kind }) => kind)).toEqual([
      'scml',
      'dense',
      'scml',
    ]);
    expect(job.result().test.samples).toBe(6);
    expect(job.progress().stages).toBe(3);
  });

  it('goes on with the same bits after a kill before any step', async () => {
    await expectSameWhenKilled(input);
  });

  it('never sees the test samples', async () => {
    const { engine, evaluated, trained } = spying(input.engine);
    const job = await SearchJob.start({ ...input, engine });
    while (job.architecture === null) await job.advance();
    for (let k = 0; k < input.test.length; k++) {
      expect(evaluated.has(input.test.read(k))).toBe(false);
      expect(trained.has(input.test.read(k))).toBe(false);
    }
  });

  it.each(['hrmas', 'random', ''])('may not be called "%s"', async (name) => {
    const strategy = { ...hillClimb, name };
    await expect(SearchJob.start({ ...input, strategy })).rejects.toMatchObject({
      kind: 'usage',
      where: 'strategy.name',
    });
  });

  it('is needed again to go on', async () => {
    const job = await SearchJob.start(input);
    const snapshot = job.snapshot();
    const { strategy: _, ...builtIn } = input;
    await expect(SearchJob.restore(builtIn, snapshot)).rejects.toMatchObject({ kind: 'artifact' });
    const other = { ...hillClimb, name: 'another' };
    await expect(SearchJob.restore({ ...input, strategy: other }, snapshot)).rejects.toMatchObject({
      kind: 'artifact',
    });
  });

  it.each([
    ['other inputs', withArchitecture((a) => ({ ...a, inputs: 7 })), /architecture of the outcome/],
    ['other outputs', withArchitecture((a) => ({ ...a, outputs: 3 })), /architecture of the/],
    [
      'an impossible layer',
      withArchitecture((a) => ({ ...a, hidden: [{ kind: 'dense', neurons: 0 }] })),
      /hidden\[0\].neurons of/,
    ],
    [
      'a layer too few',
      withArchitecture((a) => ({ ...a, hidden: a.hidden.slice(1) })),
      /neurons of/,
    ],
    [
      'a supernet',
      withArchitecture(() => supernetArchitecture(TEMPLATE)),
      /architecture.hidden of/,
    ],
    ['a neuron too few', withNeurons((tau) => tau.slice(1)), /neurons.0.tau of/],
    ['NaN', withNeurons((tau) => tau.with(-1, Number.NaN)), /neurons.0.tau.6 of/],
    ['τ below a step', withNeurons((tau) => tau.map(() => 0.5)), /neurons.0.tau.0 of/],
  ] as const)('is refused if it ends with %s', async (_name, strategy, where) => {
    const job = await SearchJob.start({ ...input, strategy });
    await expect(finish(job)).rejects.toMatchObject({
      kind: 'usage',
      where: expect.stringMatching(where),
    });
    await expect(finish(job)).rejects.toMatchObject({
      where: expect.stringContaining('strategy spoilt'),
    });
  });
});

it('an unknown strategy in the settings is refused', async () => {
  const { strategy: _, ...builtIn } = input;
  const settings = { ...builtIn.settings, strategy: 'darts' as never };
  await expect(SearchJob.start({ ...builtIn, settings })).rejects.toMatchObject({
    kind: 'usage',
    where: 'search.strategy',
  });
});
