/** The two stages of HRMAS on a supernet (section 2.3 of the paper) as a step machine. */
import { MotifsmithError } from '../../core/errors.ts';
import { NO_AUGMENTATION } from '../../data/events/augment.ts';
import type { EngineNetwork } from '../../engine/engine.ts';
import type { Architecture, MotifTopology } from '../../model/architecture-schema.ts';
import { initialIntrinsic, initialWeights } from '../../model/initialise.ts';
import { type Blueprint, blueprint } from '../../model/shape.ts';
import { discretise } from '../../model/supernet.ts';
import { WeightAverage, withAverage } from '../../training/average.ts';
import { EvaluationPass, type EvaluationState } from '../../training/evaluation.ts';
import { rounded } from '../../training/figures.ts';
import type { JobProgress, Snapshot } from '../../training/job.ts';
import {
  createNetwork,
  type NetworkState,
  readIntrinsic,
  restoreNetwork,
  saveNetwork,
} from '../../training/network.ts';
import { learningRateAt } from '../../training/settings.ts';
import { FORWARD_COST } from '../../training/work.ts';
import { BatchSource, ipWindow } from '../batches.ts';
import { iterationsIn, selectionCost, stageCost, warmUpIterations } from '../budget.ts';
import type { Cut, Measure, SearchEvent } from '../events.ts';
import { costScale } from '../objective/cost-scale.ts';
import { isPriced } from '../objective/objective.ts';
import { plasticitySettings } from '../settings.ts';
import type { SearchOutcome, StrategyInput } from '../strategy.ts';
import { supernetArchitecture } from '../template.ts';
import { setArchitecture } from './architecture-gradient.ts';
import { carriedPlaces, carryOver } from './carry.ts';
import { cutToMotifs, cutToSizes } from './cut-architecture.ts';
import { type Finalist, finalistTensors, proposeFinalists, restoreFinalists } from './finalists.ts';
import { addSums, type IterationSums, searchIteration, weightStep } from './iteration.ts';
import { ArchitectureParameters, type ParameterState } from './parameters.ts';
import type { Prices } from './price.ts';
import { cutEvent, searchProbe, supernetFigures } from './record.ts';
import { type Moment, relaxLayers } from './relaxation.ts';
import { PerturbationSelection, type SelectionState } from './selection.ts';
import { settleTau } from './time-constants.ts';

type Stage = Cut['stage'];

/** What comes next in a stage: iterations, an evaluation, the decision what stays, an evaluation after the cut. */
type Task = 'search' | 'before' | 'select' | 'after';

interface SupernetState {
  readonly stage: Stage | 'done';
  readonly task: Task;
  /** Of the network as it is now: searched, half cut or discrete. */
  readonly architecture: Architecture;
  readonly network: NetworkState;
  readonly parameters: ParameterState | null;
  /** Iterations done in the stage. */
  readonly iteration: number;
  readonly sums: IterationSums | null;
  readonly pass: EvaluationState | null;
  readonly before: Measure | null;
  /** Absent in version 0.1. */
  readonly selection?: SelectionState | null;
  readonly finalists?: readonly Architecture[];
  readonly cuts: readonly Cut[];
  /** Of the average of the weights; absent without one. */
  readonly averagePower?: number;
}

/**
 * A search has two stages. `size` starts from a supernet of all motif sizes and searches sizes, types
 * and weights together, then cuts every layer to its best size; `types` continues with types and weights,
 * then cuts to the best type at every position. What the network has learned is carried over each cut,
 * and it is evaluated on the validation half before and after, because the gap between a relaxed and a
 * discrete network is the known weakness of gradient search.
 *
 * `start` draws fresh weights and logits; `restore` continues from a snapshot, with the same bits.
 * Each `advance` does one iteration or one batch of an evaluation, so a snapshot can be taken between
 * any two. Once `finished`, `outcome` has the architecture; `dispose` frees the network at any time.
 */
export class SupernetSearch {
  readonly #input: StrategyInput;
  #plan: Blueprint;
  #network: EngineNetwork;
  /** α; null once the network is discrete. */
  #parameters: ArchitectureParameters | null;
  /** What the network is measured and kept with; null: its weights as they are. */
  #average: WeightAverage | null;
  #stage: Stage | 'done' = 'size';
  #task: Task = 'search';
  #iteration = 0;
  #sums: IterationSums | null = null;
  #pass: EvaluationPass | null = null;
  #before: Measure | null = null;
  #selection: PerturbationSelection | null = null;
  #finalists: Finalist[] = [];
  #cuts: Cut[] = [];
  readonly #train: BatchSource;
  readonly #valid: BatchSource;
  readonly #prices: Prices;

  private constructor(
    input: StrategyInput,
    plan: Blueprint,
    network: EngineNetwork,
    parameters: ArchitectureParameters | null,
    average: WeightAverage | null,
  ) {
    this.#input = input;
    this.#plan = plan;
    this.#network = network;
    this.#parameters = parameters;
    this.#average = average;
    const { train, valid, settings, template, seed } = input;
    this.#prices = { objective: settings.objective, scale: costScale(template) };
    const { batchSize, augmentation } = settings.weights;
    this.#train = new BatchSource(train, 'train', batchSize, seed, augmentation);
    // The validation half represents unseen data: it is never augmented.
    this.#valid = new BatchSource(valid, 'valid', batchSize, seed, NO_AUGMENTATION);
  }

  static async start(input: StrategyInput): Promise<SupernetSearch> {
    const { engine, template, settings, seed } = input;
    const plan = blueprint(supernetArchitecture(template, seed));
    const weights = initialWeights(plan, seed, 'search', settings.weights.initialExcitatoryWeight);
    const { loss } = settings.weights;
    const neurons = initialIntrinsic(plan, template.tauSpread, seed);
    const network = await createNetwork(engine, plan, weights, neurons, loss);
    const parameters = ArchitectureParameters.initial(plan, seed, settings.initialTypeLogits);
    const average = WeightAverage.start(settings.weights, network);
    return new SupernetSearch(input, plan, network, parameters, average);
  }

  static async restore(
    input: StrategyInput,
    { state, tensors }: Snapshot,
  ): Promise<SupernetSearch> {
    const saved = state as unknown as SupernetState;
    const plan = blueprint(saved.architecture);
    const { loss } = input.settings.weights;
    const network = await restoreNetwork(input.engine, plan, saved.network, tensors, loss);
    const parameters =
      saved.parameters && ArchitectureParameters.restore(plan, saved.parameters, tensors);
    const average = WeightAverage.restore(
      input.settings.weights,
      network,
      saved.averagePower,
      tensors,
    );
    const search = new SupernetSearch(input, plan, network, parameters, average);
    search.#stage = saved.stage;
    search.#task = saved.task;
    search.#iteration = saved.iteration;
    search.#sums = saved.sums;
    search.#pass = saved.pass && search.#newPass(saved.pass);
    search.#before = saved.before;
    if (saved.selection) search.#selection = search.#newSelection(saved.selection);
    search.#finalists = restoreFinalists(saved.finalists ?? [], tensors);
    search.#cuts = [...saved.cuts];
    return search;
  }

  get finished(): boolean {
    return this.#stage === 'done';
  }

  progress(): JobProgress {
    const { settings, valid } = this.#input;
    const stage = this.#stage === 'done' ? 'types' : this.#stage;
    const epochs = this.#epochs(stage);
    const perEpoch = this.#iterations(stage) / epochs;
    const halves = this.#halves;
    const whole = (of: Stage) =>
      stageCost(settings, halves, of, this.#iterations(of)) +
      selectionCost(settings, this.#input.template, halves, of);
    const evaluations = 2 * this.#cuts.length + (this.#before ? 1 : 0);
    const selected =
      this.#task === 'after' || this.#stage === 'done' ? 1 : (this.#selection?.progress ?? 0);
    return {
      stage,
      stageIndex: stage === 'size' ? 1 : 2,
      stages: 2,
      epoch: Math.min(Math.floor(this.#iteration / perEpoch) + 1, epochs),
      epochs,
      work:
        (stage === 'types' ? whole('size') : 0) +
        stageCost(settings, halves, stage, this.#iteration) +
        selected * selectionCost(settings, this.#input.template, halves, stage) +
        FORWARD_COST * (evaluations * valid.length + (this.#pass?.done ?? 0)),
      totalWork: whole('size') + whole('types') + FORWARD_COST * 4 * valid.length,
      loss: this.#sums && this.#sums.loss / this.#sums.samples,
      accuracy: this.#sums && this.#sums.correct / this.#sums.samples,
    };
  }

  async advance(): Promise<readonly SearchEvent[]> {
    if (this.#stage === 'done') return [];
    if (this.#task === 'search') return this.#iterate(this.#stage);
    if (this.#task === 'select') return this.#select();
    this.#pass ??= this.#newPass(null);
    if (this.#parameters) this.#relaxForPass(this.#parameters, this.#stage, this.#pass.done);
    const pass = this.#pass;
    await this.#averaged(() => pass.advance(this.#network));
    if (!this.#pass.finished) return [];
    const { loss, accuracy } = this.#pass.result(this.#network);
    this.#pass = null;
    if (this.#task === 'before') {
      this.#before = { loss, accuracy };
      if (this.#input.settings.selection.kind === 'perturbation') {
        this.#task = 'select';
        return [];
      }
      const { searched } = this.#parameters!;
      await (this.#stage === 'size'
        ? this.#cutSizes(this.#parameters!.argmaxSizes())
        : this.#cutTypes(searched.map(({ supernet, logits }) => discretise(supernet, logits, 0))));
      return [];
    }
    const cut: Cut = { stage: this.#stage, before: this.#before!, after: { loss, accuracy } };
    this.#cuts.push(cut);
    this.#before = null;
    this.#stage = this.#stage === 'size' ? 'types' : 'done';
    if (this.#stage === 'types') {
      this.#task = 'search';
      this.#iteration = 0;
    }
    return [cutEvent(cut, this.#plan.architecture)];
  }

  /** Everything, for `restore`. */
  snapshot(): Snapshot {
    const network = saveNetwork(this.#network);
    const parameters = this.#parameters?.save();
    const state: SupernetState = {
      stage: this.#stage,
      task: this.#task,
      architecture: this.#plan.architecture,
      network: network.state,
      parameters: parameters?.state ?? null,
      iteration: this.#iteration,
      sums: this.#sums,
      pass: this.#pass?.state() ?? null,
      before: this.#before,
      selection: this.#selection?.state() ?? null,
      finalists: this.#finalists.map(({ architecture }) => architecture),
      cuts: [...this.#cuts],
      ...(this.#average && { averagePower: this.#average.power }),
    };
    return {
      state: state as unknown as Snapshot['state'],
      tensors: {
        ...network.tensors,
        ...parameters?.tensors,
        ...this.#average?.tensors,
        ...finalistTensors(this.#finalists),
      },
    };
  }

  /** The discrete network, once finished. */
  outcome(): SearchOutcome {
    if (!this.finished) throw new MotifsmithError('internal', 'The search has not finished.');
    return {
      architecture: this.#plan.architecture,
      neurons: readIntrinsic(this.#network),
      weights: Array.from(this.#average?.values ?? this.#network.weights),
      cuts: [...this.#cuts],
      candidates: [],
    };
  }

  /** What is to be compared with the outcome, which comes first; once finished. */
  get finalists(): readonly Finalist[] {
    return this.#finalists;
  }

  dispose(): void {
    this.#network.dispose();
  }

  get #halves(): { train: number; valid: number } {
    return { train: this.#input.train.length, valid: this.#input.valid.length };
  }

  #epochs(stage: Stage): number {
    const { sizeEpochs, typeEpochs } = this.#input.settings;
    return stage === 'size' ? sizeEpochs : typeEpochs;
  }

  #iterations(stage: Stage): number {
    return iterationsIn(this.#epochs(stage), this.#halves, this.#input.settings.weights.batchSize);
  }

  /** Iterations of the whole search: how many are done, and how many there are. */
  #iterationsOfAll(stage: Stage): { done: number; all: number } {
    const size = this.#iterations('size');
    const before = stage === 'size' ? 0 : size;
    return { done: before + this.#iteration, all: size + this.#iterations('types') };
  }

  #moment(stage: Stage): Moment {
    const { done, all } = this.#iterationsOfAll(stage);
    const { seed } = this.#input;
    return { seed, stage, iteration: this.#iteration, progress: done / all };
  }

  /** The supernet as the next batch of an evaluation sees it: a sampled one differs from batch to batch. */
  #relaxForPass({ searched }: ArchitectureParameters, stage: Stage, done: number): void {
    const { relaxation } = this.#input.settings;
    setArchitecture(
      this.#network,
      relaxLayers(searched, relaxation, this.#moment(stage), `validation/${done}`),
    );
  }

  /** Does something while the network has the weights that evaluations use. */
  #averaged(work: () => Promise<void>): Promise<void> {
    return withAverage(this.#network, this.#average, work);
  }

  #newPass(state: EvaluationState | null): EvaluationPass {
    const { valid, settings } = this.#input;
    const stage = `${this.#stage}, cut`;
    return new EvaluationPass(this.#network, valid, settings.weights.batchSize, stage, state);
  }

  async #iterate(stage: Stage): Promise<SearchEvent[]> {
    const { settings, template, train, seed } = this.#input;
    const parameters = this.#parameters!;
    const iterations = this.#iterations(stage);
    const perEpoch = iterations / this.#epochs(stage);
    const epoch = Math.floor(this.#iteration / perEpoch) + 1;
    const plasticity = plasticitySettings(settings.plasticity, template.neuron);
    const { done, all } = this.#iterationsOfAll(stage);
    const learningRate = learningRateAt(settings.weights, done, all);
    const warm = this.#iteration >= warmUpIterations(settings, this.#halves, stage);
    const sums = await searchIteration({
      network: this.#network,
      parameters,
      train: this.#train.batch(stage, this.#iteration),
      valid: this.#valid.batch(stage, this.#iteration),
      window: plasticity
        ? ipWindow(train, settings.plasticity.window, seed, stage, this.#iteration)
        : [],
      order: settings.order,
      weights: { ...settings.weights, learningRate },
      architecture: warm ? settings.architecture : null,
      relaxation: settings.relaxation,
      moment: this.#moment(stage),
      prices: isPriced(settings.objective) ? this.#prices : null,
      plasticity,
      position: { stage, epoch, batch: (this.#iteration % perEpoch) + 1 },
    });
    this.#iteration += 1;
    this.#average?.update(this.#network);
    this.#sums = addSums(this.#sums, sums);
    const figures = (what: IterationSums) =>
      supernetFigures(what, this.#network, parameters.searched);
    const place = { stage, epoch, learningRate: rounded(learningRate) };
    const events: SearchEvent[] = [
      { event: 'iteration', ...place, iteration: this.#iteration, ...figures(sums) },
    ];
    if (this.#iteration % perEpoch === 0) {
      const epochs = this.#epochs(stage);
      events.push({ event: 'epoch', ...place, epochs, ...figures(this.#sums) });
      const probe = () => searchProbe(place, this.#network, train, this.#plan, parameters.searched);
      events.push(await withAverage(this.#network, this.#average, probe));
      this.#sums = null;
    }
    if (this.#iteration === iterations) this.#task = 'before';
    return events;
  }

  #newSelection(state: SelectionState | null): PerturbationSelection {
    const { settings, valid, train, template, seed } = this.#input;
    const stage = this.#stage as Stage;
    const { searched } = this.#parameters!;
    const { batchSize } = settings.weights;
    const updates = iterationsIn(settings.selection.fineTuneEpochs, this.#halves, batchSize);
    const name = `${stage}.selection`;
    const plasticity = plasticitySettings(settings.plasticity, template.neuron);
    return new PerturbationSelection(
      {
        network: this.#network,
        searched,
        stage,
        settings: settings.selection,
        ...this.#prices,
        valid,
        batchSize,
        seed,
        updates,
        relax: (pass) => relaxLayers(searched, settings.relaxation, this.#moment(stage), pass),
        averaged: (work) => this.#averaged(work),
        fineTune: async (update) => {
          const learningRate = learningRateAt(settings.weights, update, updates);
          await weightStep({
            network: this.#network,
            train: this.#train.batch(name, update),
            window: plasticity
              ? ipWindow(train, settings.plasticity.window, seed, name, update)
              : [],
            weights: { ...settings.weights, learningRate },
            plasticity,
            position: { stage: name, epoch: 1, batch: update + 1 },
          });
          this.#average?.update(this.#network);
        },
      },
      state,
    );
  }

  async #select(): Promise<SearchEvent[]> {
    this.#selection ??= this.#newSelection(null);
    const selection = this.#selection;
    await selection.advance();
    if (!selection.finished) return [];
    await (this.#stage === 'size'
      ? this.#cutSizes(selection.sizes)
      : this.#cutTypes(selection.motifs));
    this.#selection = null;
    return [];
  }

  /** @param sizes number, among its candidates, of the size that stays in each searched layer */
  async #cutSizes(sizes: readonly number[]): Promise<void> {
    const parameters = this.#parameters!;
    await this.#become(cutToSizes(this.#plan.architecture, parameters.searched, sizes));
    this.#parameters = parameters.keep(this.#plan, sizes);
    this.#task = 'after';
  }

  /** @param motifs that stay in the searched layers */
  async #cutTypes(motifs: readonly MotifTopology[]): Promise<void> {
    const { searched } = this.#parameters!;
    const architecture = cutToMotifs(this.#plan.architecture, searched, motifs);
    const { settings, template, seed } = this.#input;
    this.#finalists = proposeFinalists(
      {
        network: this.#network,
        weights: this.#average?.values ?? this.#network.weights,
        plan: this.#plan,
        searched,
        settings: settings.finalists,
        template,
        seed,
      },
      architecture,
    );
    searched.forEach((layer, s) => {
      settleTau(this.#network, layer, motifs[s]!);
    });
    await this.#become(architecture);
    this.#parameters = null;
    this.#task = 'after';
  }

  /** Carries what the network has learned over into one of another architecture. */
  async #become(architecture: Architecture): Promise<void> {
    const plan = blueprint(architecture);
    this.#average = this.#average?.carriedTo(carriedPlaces(this.#plan, plan)) ?? null;
    const next = await carryOver(this.#input.engine, this.#network, this.#plan, plan);
    this.#network.dispose();
    this.#network = next;
    this.#plan = plan;
  }
}
