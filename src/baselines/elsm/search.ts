/**
 * Evolution of a liquid's connections (Pan et al. 2024): NSGA-II over binary matrices, weighing small world and
 * criticality. It sees no labels. Each step measures one liquid.
 */
import { Random } from '../../core/random.ts';
import { readSamples, type SampleSource, subset } from '../../data/events/sample-source.ts';
import { rounded } from '../../training/figures.ts';
import { type Tensors, tensorData } from '../../training/network.ts';
import type { BaselineEvent } from '../events.ts';
import { Branching, criticality } from '../evolution/branching.ts';
import type { Mask } from '../evolution/mask.ts';
import {
  type Judged,
  nearestToIdeal,
  standings,
  survivors,
  tournamentWinner,
} from '../evolution/nsga2.ts';
import { crossover, drawMask, mutate, sameMask } from '../evolution/operators.ts';
import type { SmallWorldReference } from '../evolution/small-world.ts';
import type {
  FoundLiquid,
  LiquidSearch,
  LiquidSearchState,
} from '../reservoir/found-liquid-job.ts';
import { inputSynapses, type Liquid, openLiquid } from '../reservoir/liquid.ts';
import type { BaselineInput } from '../system.ts';
import { firstReference, judge, type LiquidFacts, liquidFacts, smallWorldOf } from './facts.ts';
import { drawInputWeights, maskedLiquid } from './liquid.ts';
import { type ElsmSettings, elsmReadout } from './settings.ts';

interface Individual {
  readonly mask: Mask;
  readonly facts: LiquidFacts;
}

interface ElsmSearchState extends LiquidSearchState {
  readonly generation: number;
  /** Of the first generation; null before it has been measured. */
  readonly reference: { readonly clustering: number; readonly path: number } | null;
  readonly population: readonly LiquidFacts[];
  /** Of the children of this generation that have been measured; their masks are bred again. */
  readonly children: readonly LiquidFacts[];
}

/** Attempts at a child that is not like anyone alive; then there is one child less. */
const ATTEMPTS = 10;

export class ElsmSearch implements LiquidSearch {
  readonly stage = 'evolve';
  readonly #input: BaselineInput;
  readonly #settings: ElsmSettings;
  /** [inputs][N] weights, the same for all. */
  readonly #inputWeights: Float32Array;
  readonly #samples: SampleSource;
  #generation = 0;
  #reference: SmallWorldReference | null = null;
  /** Whole but in the first generation. */
  #population: Individual[] = [];
  #children: LiquidFacts[] = [];
  /** Masks of the children of this generation. */
  #brood: Mask[] | null = null;

  constructor(input: BaselineInput, state: LiquidSearchState | null, tensors: Tensors) {
    const settings = input.settings.elsm;
    const { train, seed } = input;
    this.#input = input;
    this.#settings = settings;
    this.#inputWeights = drawInputWeights(settings, input.inputs, seed);
    const order = new Random(seed, 'elsm/samples').permutation(train.length);
    this.#samples = subset(train, order.slice(0, settings.samples));
    if (state === null) return;
    const { generation, reference, population, children } = state as ElsmSearchState;
    this.#generation = generation;
    this.#reference = reference;
    this.#children = [...children];
    this.#population = population.map((facts, k) => {
      const bits = tensorData(tensors, `mask.${k}`) as Uint32Array;
      return { facts, mask: { neurons: settings.neurons, bits: bits.slice() } };
    });
  }

  get finished(): boolean {
    return this.#generation > this.#settings.generations;
  }

  get epochs(): readonly [number, number] {
    const epochs = this.#settings.generations + 1;
    return [Math.min(this.#generation + 1, epochs), epochs];
  }

  get work(): readonly [number, number] {
    const { population, children, generations } = this.#settings;
    const measured =
      this.#generation === 0
        ? this.#population.length
        : population + (this.#generation - 1) * children + this.#children.length;
    const samples = this.#samples.length;
    return [measured * samples, (population + generations * children) * samples];
  }

  async advance(): Promise<readonly BaselineEvent[]> {
    const { population, share, neurons } = this.#settings;
    if (this.#generation === 0) {
      const random = new Random(this.#input.seed, `elsm/first/${this.#population.length}`);
      const mask = drawMask(neurons, share, random);
      this.#population.push({ mask, facts: await this.#measure(mask) });
      if (this.#population.length < population) return [];
      this.#reference = firstReference(this.#population.map(({ facts }) => facts));
      return this.#endGeneration();
    }
    this.#brood ??= this.#breed();
    const next = this.#brood[this.#children.length];
    if (next) this.#children.push(await this.#measure(next));
    if (this.#children.length < this.#brood.length) return [];
    const brood = this.#brood;
    const all = [
      ...this.#population,
      ...this.#children.map((facts, k) => ({ mask: brood[k]!, facts })),
    ];
    const judged = all.map(({ facts }) => this.#judge(facts));
    this.#population = survivors(judged, population).map((k) => all[k]!);
    this.#children = [];
    this.#brood = null;
    return this.#endGeneration();
  }

  async #measure(mask: Mask): Promise<LiquidFacts> {
    const network = await openLiquid(this.#input.engine, this.#liquid(mask));
    try {
      const branching = new Branching(mask, this.#settings.window);
      for (let k = 0; k < this.#samples.length; k++) {
        const [sample] = readSamples(this.#samples, Uint32Array.of(k));
        // Classes mean nothing to a liquid.
        const { spikes } = await network.record({ ...sample!, label: 0 });
        branching.add(spikes[0]!);
      }
      return liquidFacts(mask, branching.sum);
    } finally {
      network.dispose();
    }
  }

  #liquid(mask: Mask): Liquid {
    return maskedLiquid(this.#settings, this.#inputWeights, mask, this.#input.seed);
  }

  #judge(facts: LiquidFacts): Judged {
    return judge(facts, this.#settings, this.#reference!);
  }

  /** The children of this generation: a function of the population and the seed. */
  #breed(): Mask[] {
    const { children, crossover: rate, mutation } = this.#settings;
    const random = new Random(this.#input.seed, `elsm/children/${this.#generation}`);
    const judged = this.#population.map(({ facts }) => this.#judge(facts));
    const places = standings(judged);
    const parent = (): Mask => {
      const [a, b] = [random.integer(judged.length), random.integer(judged.length)];
      return this.#population[tournamentWinner(judged, places, a, b)]!.mask;
    };
    const brood: Mask[] = [];
    for (let k = 0; k < children; k++) {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const [one, other] = [parent(), parent()];
        const mixed = random.uniform() < rate;
        const child = mixed ? crossover(one, other, random) : { ...one, bits: one.bits.slice() };
        mutate(child, mutation, random);
        const alive = [...this.#population.map(({ mask }) => mask), ...brood];
        if (alive.some((mask) => sameMask(mask, child))) continue;
        brood.push(child);
        break;
      }
    }
    return brood;
  }

  #endGeneration(): readonly BaselineEvent[] {
    const { facts } = this.#chosen();
    const judged = this.#population.map(({ facts: each }) => this.#judge(each));
    const best = (objective: number) =>
      Math.min(...judged.map(({ objectives }) => objectives[objective]!));
    const least = best(1);
    this.#generation += 1;
    const event: BaselineEvent = {
      event: 'generation',
      stage: this.stage,
      epoch: this.#generation,
      smallWorld: rounded(-best(0)),
      criticality: least < Infinity ? rounded(least) : null,
      chosen: this.#objectives(facts),
      synapses: facts.synapses,
      simulated: this.work[0],
    };
    return [event];
  }

  #chosen(): Individual {
    const judged = this.#population.map(({ facts }) => this.#judge(facts));
    return this.#population[nearestToIdeal(judged)]!;
  }

  #objectives(facts: LiquidFacts) {
    const distance = criticality(facts);
    return {
      smallWorld: rounded(smallWorldOf(facts, this.#settings, this.#reference!)),
      criticality: distance < Infinity ? rounded(distance) : null,
    };
  }

  state(): ElsmSearchState {
    return {
      generation: this.#generation,
      reference: this.#reference && { ...this.#reference },
      population: this.#population.map(({ facts }) => facts),
      children: this.#children,
    };
  }

  get tensors(): Tensors {
    return Object.fromEntries(
      this.#population.map(({ mask: { bits } }, k) => [
        `mask.${k}`,
        { shape: [bits.length], data: bits },
      ]),
    );
  }

  found(): FoundLiquid {
    const { inputs, classes } = this.#input;
    const { neurons, features, windows, traceTau } = this.#settings;
    const { mask, facts } = this.#chosen();
    const liquid = this.#liquid(mask);
    return {
      liquid,
      architecture: {
        ...{ system: 'elsm', inputs, outputs: classes, neurons, neuron: liquid.neuron },
        connections: { input: inputSynapses(liquid), recurrent: liquid.edges.sources.length },
        features: { kind: features, windows, traceTau },
        readout: elsmReadout(this.#settings),
        objectives: this.#objectives(facts),
      },
    };
  }

  /** Networks live for one step only. */
  dispose(): void {}
}
