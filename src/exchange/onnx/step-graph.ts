/** A graph in the making: operators are appended in the order of computation, and give their result's name. */
import { MotifsmithError } from '../../core/errors.ts';
import type { OnnxConstant, OnnxGraph, OnnxNode, OnnxPort } from './model-file.ts';

/** What is added to the name of a state for its value after the step. */
const NEXT = '_next';

/** Names of a state before and after the step. */
export interface StepState {
  readonly before: string;
  readonly after: string;
}

/** A graph of one step. Names are identifiers of C, as ONNX wants them. */
export class StepGraph {
  readonly #nodes: OnnxNode[] = [];
  readonly #constants: OnnxConstant[] = [];
  readonly #inputs: OnnxPort[] = [];
  readonly #outputs: OnnxPort[] = [];

  /** A tensor [batch][size] that the caller gives. */
  input(name: string, size: number): string {
    this.#inputs.push({ name, size });
    return name;
  }

  /** Names a result [batch][size] as one that the caller gets. */
  output(name: string, size: number): void {
    this.#outputs.push({ name, size });
  }

  /** A tensor [batch][size] that the caller gives, and gets back as it is after the step. */
  state(name: string, size: number): StepState {
    const after = `${name}${NEXT}`;
    this.output(after, size);
    return { before: this.input(name, size), after };
  }

  /**
   * Numbers that belong to the network.
   * @throws MotifsmithError `artifact` if one of them is not finite in single precision
   */
  constant(name: string, shape: readonly number[], data: OnnxConstant['data']): string {
    const at = data.findIndex((value: number) => !Number.isFinite(value));
    if (at >= 0) {
      throw new MotifsmithError('artifact', `Element ${at} is ${data[at]} in single precision.`, {
        where: name,
        remedy: 'Train the network again: its weights, R or τ are too large or too small.',
      });
    }
    this.#constants.push({ name, shape, data });
    return name;
  }

  /** Applies an operator. @returns `output` */
  apply(
    operator: string,
    inputs: readonly string[],
    output: string,
    attributes: Readonly<Record<string, number>> = {},
  ): string {
    this.#nodes.push({ operator, inputs, output, attributes });
    return output;
  }

  /** What has been made. */
  finish(name: string): OnnxGraph {
    return {
      name,
      nodes: this.#nodes,
      constants: this.#constants,
      inputs: this.#inputs,
      outputs: this.#outputs,
    };
  }
}
