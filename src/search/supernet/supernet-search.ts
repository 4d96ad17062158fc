/** The two stages of HRMAS on a supernet (section 2.3 of the paper) as a step machine. */
import { MotifsmithError } from '../../core/errors.ts';
import { NO_AUGMENTATION } from '../../data/events/augment.ts';
import type { MotifTopology } from '../../model/architecture-schema.ts';
import { discretise } from '../../model/supernet.ts';
import { EvaluationPass, type EvaluationState } from '../../training/evaluation.ts';
import { rounded } from '../../training/figures.ts';
import type { JobProgress, Snapshot } from '../../training/job.ts';
import { readIntrinsic } from '../../training/network.ts';
import { FORWARD_COST } from '../../training/work.ts';
import { BatchSource, ipWindow } from '../batches.ts';
import type { Cut, Measure, SearchEvent } from '../events.ts';
import { costScale } from '../objective/cost-scale.ts';
import { isPriced } from '../objective/objective.ts';
import { plasticitySettings } from '../settings.ts';
import type { SearchOutcome, StrategyInput } from '../strategy.ts';
import { Calendar, type Stage } from './calendar.ts';
import { cutToMotifs } from './cut-architecture.ts';
import { type Finalist, finalistTensors, proposeFinalists, restoreFinalists } from './finalists.ts';
import { addSums, type IterationSums, searchIteration } from './iteration.ts';
import { newSelection } from './new-selection.ts';
import type { Prices } from './price.ts';
import { cutEvent, searchProbe, supernetFigures } from './record.ts';
import { SearchedNetwork } from './searched-network.ts';
import type { PerturbationSelection, SelectionState } from './selection.ts';
import type { SupernetState, Task } from './supernet-state.ts';

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
  readonly #network: SearchedNetwork;
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
  readonly #calendar: Calendar;

  private constructor(input: StrategyInput, network: SearchedNetwork) {
    this.#input = input;
    this.#network = network;
    const { train, valid, settings, template, seed } = input;
    this.#calendar = new Calendar(input);
    this.#prices = { objective: settings.objective, scale: costScale(template) };
    const { batchSize, augmentation } = settings.weights;
    this.#train = new BatchSource(train, 'train', batchSize, seed, augmentation);
    // The validation half represents unseen data: it is never augmented.
    this.#valid = new BatchSource(valid, 'valid', batchSize, seed, NO_AUGMENTATION);
  }

  static async start(input: StrategyInput): Promise<SupernetSearch> {
    return new SupernetSearch(input, await SearchedNetwork.start(input));
  }

  static async restore(
    input: StrategyInput,
    { state, tensors }: Snapshot,
  ): Promise<SupernetSearch> {
    const saved = state as unknown as SupernetState;
    const network = await SearchedNetwork.restore(input, saved, tensors);
    const search = new SupernetSearch(input, network);
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
    const { valid } = this.#input;
    const stage = this.#stage === 'done' ? 'types' : this.#stage;
    const epochs = this.#calendar.epochs(stage);
    const evaluations = 2 * this.#cuts.length + (this.#before ? 1 : 0);
    const selected =
      this.#task === 'after' || this.#stage === 'done' ? 1 : (this.#selection?.progress ?? 0);
    return {
      stage,
      stageIndex: stage === 'size' ? 1 : 2,
      stages: 2,
      epoch: Math.min(this.#calendar.epochOf(this.#iteration), epochs),
      epochs,
      work:
        this.#calendar.spent(stage, this.#iteration, selected) +
        FORWARD_COST * (evaluations * valid.length + (this.#pass?.done ?? 0)),
      totalWork: this.#calendar.total + FORWARD_COST * 4 * valid.length,
      loss: this.#sums && this.#sums.loss / this.#sums.samples,
      accuracy: this.#sums && this.#sums.correct / this.#sums.samples,
    };
  }

  async advance(): Promise<readonly SearchEvent[]> {
    if (this.#stage === 'done') return [];
    if (this.#task === 'search') return this.#iterate(this.#stage);
    if (this.#task === 'select') return this.#select();
    this.#pass ??= this.#newPass(null);
    const pass = this.#pass;
    const { network, searched } = this.#network;
    const moment = this.#calendar.moment(this.#stage, this.#iteration);
    this.#network.relax(moment, `validation/${pass.done}`);
    await this.#network.averaged(() => pass.advance(network));
    if (!pass.finished) return [];
    const { loss, accuracy } = pass.result(network);
    this.#pass = null;
    if (this.#task === 'before') {
      this.#before = { loss, accuracy };
      if (this.#input.settings.selection.kind === 'perturbation') {
        this.#task = 'select';
        return [];
      }
      await (this.#stage === 'size'
        ? this.#cutSizes(this.#network.parameters!.argmaxSizes())
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
    return [cutEvent(cut, this.#network.plan.architecture)];
  }

  /** Everything, for `restore`. */
  snapshot(): Snapshot {
    const network = this.#network.save();
    const state: SupernetState = {
      stage: this.#stage,
      task: this.#task,
      ...network.state,
      iteration: this.#iteration,
      sums: this.#sums,
      pass: this.#pass?.state() ?? null,
      before: this.#before,
      selection: this.#selection?.state() ?? null,
      finalists: this.#finalists.map(({ architecture }) => architecture),
      cuts: [...this.#cuts],
    };
    return {
      state: state as unknown as Snapshot['state'],
      tensors: { ...network.tensors, ...finalistTensors(this.#finalists) },
    };
  }

  /** The discrete network, once finished. */
  outcome(): SearchOutcome {
    if (!this.finished) throw new MotifsmithError('internal', 'The search has not finished.');
    return {
      architecture: this.#network.plan.architecture,
      neurons: readIntrinsic(this.#network.network),
      weights: Array.from(this.#network.weights),
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

  #newPass(state: EvaluationState | null): EvaluationPass {
    const { valid, settings } = this.#input;
    const stage = `${this.#stage}, cut`;
    return new EvaluationPass(
      this.#network.network,
      valid,
      settings.weights.batchSize,
      stage,
      state,
    );
  }

  async #iterate(stage: Stage): Promise<SearchEvent[]> {
    const { settings, template, train, seed } = this.#input;
    const { network, plan } = this.#network;
    const parameters = this.#network.parameters!;
    const { perEpoch } = this.#calendar;
    const iteration = this.#iteration;
    const epoch = this.#calendar.epochOf(iteration);
    const learningRate = this.#calendar.learningRate(stage, iteration);
    const plasticity = plasticitySettings(settings.plasticity, template.neuron);
    const sums = await searchIteration({
      network,
      parameters,
      train: this.#train.batch(stage, iteration),
      valid: this.#valid.batch(stage, iteration),
      window: plasticity ? ipWindow(train, settings.plasticity.window, seed, stage, iteration) : [],
      order: settings.order,
      weights: { ...settings.weights, learningRate },
      architecture: this.#calendar.warmingUp(stage, iteration) ? null : settings.architecture,
      relaxation: settings.relaxation,
      moment: this.#calendar.moment(stage, iteration),
      prices: isPriced(settings.objective) ? this.#prices : null,
      plasticity,
      position: { stage, epoch, batch: (iteration % perEpoch) + 1 },
    });
    this.#iteration += 1;
    this.#network.updated();
    this.#sums = addSums(this.#sums, sums);
    const figures = (what: IterationSums) => supernetFigures(what, network, parameters.searched);
    const place = { stage, epoch, learningRate: rounded(learningRate) };
    const events: SearchEvent[] = [
      { event: 'iteration', ...place, iteration: this.#iteration, ...figures(sums) },
    ];
    if (this.#iteration % perEpoch === 0) {
      const epochs = this.#calendar.epochs(stage);
      events.push({ event: 'epoch', ...place, epochs, ...figures(this.#sums) });
      const probe = () => searchProbe(place, network, train, plan, parameters.searched);
      events.push(await this.#network.averaged(probe));
      this.#sums = null;
    }
    if (this.#iteration === this.#calendar.iterations(stage)) this.#task = 'before';
    return events;
  }

  #newSelection(state: SelectionState | null): PerturbationSelection {
    const stage = this.#stage as Stage;
    const moment = this.#calendar.moment(stage, this.#iteration);
    const updates = this.#calendar.fineTuning;
    return newSelection(
      { input: this.#input, network: this.#network, train: this.#train, prices: this.#prices },
      { stage, moment, updates },
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
    await this.#network.cutSizes(sizes);
    this.#task = 'after';
  }

  /** @param motifs that stay in the searched layers */
  async #cutTypes(motifs: readonly MotifTopology[]): Promise<void> {
    const { network, weights, plan, searched } = this.#network;
    const { settings, template, seed } = this.#input;
    this.#finalists = proposeFinalists(
      { network, weights, plan, searched, settings: settings.finalists, template, seed },
      cutToMotifs(plan.architecture, searched, motifs),
    );
    await this.#network.cutTypes(motifs);
    this.#task = 'after';
  }
}
