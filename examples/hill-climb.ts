/**
 * Your own search strategy, here hill climbing: change one connection of the best motif so far, train the
 * network from scratch on one half of the training set, and keep the change if accuracy on the other improves.
 */
import {
  type Architecture,
  blueprint,
  CONNECTION_TYPES,
  initialIntrinsic,
  type JobProgress,
  type MotifTopology,
  Random,
  type Snapshot,
  TrainJob,
} from 'motifsmith/core';
import {
  drawMotif,
  fillTemplate,
  type SearchEvent,
  type SearchOutcome,
  type SearchStrategy,
  type StrategyFactory,
  type StrategyInput,
} from 'motifsmith/search';

/** Everything to remember between two tries, as JSON. */
interface State {
  readonly tries: number;
  readonly best: { readonly architecture: Architecture; readonly accuracy: number } | null;
}

class HillClimb implements SearchStrategy {
  readonly #input: StrategyInput;
  #state: State;

  constructor(input: StrategyInput, state: State) {
    this.#input = input;
    this.#state = state;
  }

  get finished(): boolean {
    return this.#state.tries === this.#input.settings.candidates;
  }

  /** One try. The job calls this repeatedly, and may be stopped and resumed between any two calls. */
  async advance(): Promise<readonly SearchEvent[]> {
    if (this.finished) return [];
    const { engine, train, valid, settings, seed } = this.#input;
    const { tries, best } = this.#state;
    const stage = `try.${tries + 1}`;
    const architecture = this.#propose(new Random(seed, stage));
    const job = await TrainJob.start({
      engine,
      architecture,
      train,
      validation: null,
      test: valid,
      settings: { ...settings.weights, epochs: settings.sizeEpochs },
      seed,
      stage,
    });
    while (!job.finished) await job.advance();
    const { accuracy } = job.result().test;
    job.dispose();
    const better = best === null || accuracy > best.accuracy;
    this.#state = { tries: tries + 1, best: better ? { architecture, accuracy } : best };
    const figures = { try: tries + 1, accuracy, kept: better };
    return [{ event: 'strategy', stage: 'climb', name: 'try', figures }];
  }

  /** A random motif at first, then the best one with one connection redrawn. */
  #propose(random: Random): Architecture {
    const { template } = this.#input;
    const { best } = this.#state;
    return fillTemplate(template, (neurons, l) => {
      const layer = best?.architecture.hidden[l];
      const motif =
        layer?.kind === 'scml'
          ? mutate(layer.motif, random)
          : drawMotif(random, template.motifSizes, template.lateral, {}).motif;
      return { kind: 'scml', neurons, motif, boundary: template.boundary };
    });
  }

  outcome(): SearchOutcome {
    const { architecture } = this.#state.best!;
    const neurons = initialIntrinsic(blueprint(architecture));
    return { architecture, neurons, cuts: [], candidates: [] };
  }

  progress(): JobProgress {
    const { tries, best } = this.#state;
    const { train, settings } = this.#input;
    const work = settings.sizeEpochs * train.length;
    return {
      stage: 'climb',
      stageIndex: 1,
      stages: 1,
      epoch: Math.min(tries + 1, settings.candidates),
      epochs: settings.candidates,
      work: tries * work,
      totalWork: settings.candidates * work,
      loss: null,
      accuracy: best?.accuracy ?? null,
    };
  }

  snapshot(): Snapshot {
    return { state: this.#state as unknown as Snapshot['state'], tensors: {} };
  }

  /** Nothing to free: each try frees its network. */
  dispose(): void {}
}

/** The motif with the type of one intra-motif connection redrawn. */
function mutate(motif: MotifTopology, random: Random): MotifTopology {
  const [target, source] = [random.integer(motif.size), random.integer(motif.size)];
  const type = CONNECTION_TYPES[random.integer(CONNECTION_TYPES.length)]!;
  const change = (row: MotifTopology['intra'][number]) =>
    row.map((old, q) => (q === source ? type : old));
  return { ...motif, intra: motif.intra.map((row, p) => (p === target ? change(row) : row)) };
}

export const hillClimb: StrategyFactory = {
  name: 'hill-climb',
  start: async (input) => new HillClimb(input, { tries: 0, best: null }),
  restore: async (input, { state }) => new HillClimb(input, state as unknown as State),
};
