/**
 * Long short-term memory: c = f∘c⁻ + i∘g, h = o∘tanh c. A Phased LSTM (Neil et al. 2016) has peepholes from the cell
 * to its gates, and a time gate k between what this computes and what is kept: c = k·c̃ + (1 − k)·c⁻, and h likewise.
 */
import { blockAt } from '../../kernels/dense/blocks.ts';
import { logisticOf, tanhOf } from '../../kernels/dense/functions.ts';
import type { CellRule, LayerPass } from './cell.ts';
import { addOuterProduct, addProduct, addProductBack } from './products.ts';
import { type GateState, timeGate } from './time-gate.ts';

/** Sets a time gate to that of unit i in a row. */
function gateOf(
  state: GateState,
  { batch, parameters, dt, leak }: LayerPass,
  row: number,
  i: number,
) {
  const { tau, shift, open } = parameters;
  timeGate(state, batch.times[row]! * dt, tau[i]!, shift[i]!, open[i]!, leak);
}

const newGate = (): GateState => ({ k: 1, tau: 0, shift: 0, open: 0 });

/** Adds to the input gate and the forget gate of some rows what they see of the cells before, which start at `last`. */
function addPeepholes(
  gates: Float64Array,
  first: number,
  rows: number,
  units: number,
  p: Float64Array,
  cells: Float64Array,
  last: number,
): void {
  for (let r = 0; r < rows; r++) {
    const at = (first + r) * 4 * units;
    for (let j = 0; j < units; j++) {
      const cell = cells[last + r * units + j]!;
      gates[at + j]! += p[j]! * cell;
      gates[at + units + j]! += p[units + j]! * cell;
    }
  }
}

/** The cell. @param phased whether it has peepholes and a time gate */
const longShortTermMemory = (phased: boolean): CellRule => ({
  forward(pass, gates) {
    const { units, batch, parameters } = pass;
    const { running, firstRow } = batch;
    const { U, p } = parameters;
    const columns = 4 * units;
    const size = (gates.length / columns) * units;
    const hidden = new Float64Array(size);
    // c̃, and what is kept of it.
    const proposed = new Float64Array(size);
    const cells = phased ? new Float64Array(size) : proposed;
    const gate = newGate();
    running.forEach((rows, t) => {
      const first = firstRow[t]!;
      const previous = t === 0 ? null : firstRow[t - 1]!;
      const now = blockAt(gates, columns, first);
      if (previous !== null) {
        const before = blockAt(hidden, units, previous);
        addProduct(now, before, blockAt(U, columns), rows, units, columns);
      }
      const last = previous === null ? null : previous * units;
      if (phased && last !== null) addPeepholes(gates, first, rows, units, p, cells, last);
      logisticOf(now, rows, 2 * units);
      tanhOf(blockAt(gates, columns, first, 2 * units), rows, units);
      for (let r = 0; r < rows; r++) {
        const [at, own] = [(first + r) * columns, (first + r) * units];
        for (let j = 0; j < units; j++) {
          const old = last === null ? 0 : cells[last + r * units + j]!;
          const cell = gates[at + units + j]! * old + gates[at + j]! * gates[at + 2 * units + j]!;
          if (phased) gates[at + 3 * units + j]! += p[2 * units + j]! * cell;
          proposed[own + j] = cell;
          hidden[own + j] = cell;
        }
      }
      logisticOf(blockAt(gates, columns, first, 3 * units), rows, units);
      tanhOf(blockAt(hidden, units, first), rows, units);
      for (let r = 0; r < rows; r++) {
        const [at, own] = [(first + r) * columns + 3 * units, (first + r) * units];
        for (let j = 0; j < units; j++) {
          const output = gates[at + j]! * hidden[own + j]!;
          hidden[own + j] = output;
          if (!phased) continue;
          const before = last === null ? -1 : last + r * units + j;
          const [oldCell, oldHidden] = before < 0 ? [0, 0] : [cells[before]!, hidden[before]!];
          gateOf(gate, pass, first + r, j);
          const { k } = gate;
          cells[own + j] = k * proposed[own + j]! + (1 - k) * oldCell;
          hidden[own + j] = k * output + (1 - k) * oldHidden;
        }
      }
    });
    return { gates, hidden, extra: { proposed, cells } };
  },

  backward(pass, { gates, hidden, extra }, errors, gradient) {
    const { units, batch, parameters } = pass;
    const { running, firstRow } = batch;
    const { U, p } = parameters;
    const columns = 4 * units;
    const [proposed, cells] = [extra.proposed!, extra.cells!];
    // ∂E/∂c of the step at hand, from the steps after it, [running][N].
    const cellErrors = new Float64Array((running[0] ?? 0) * units);
    const squashed = proposed.slice();
    tanhOf(blockAt(squashed, units), squashed.length / units, units);
    const gate = newGate();
    for (let t = running.length - 1; t >= 0; t--) {
      const rows = running[t]!;
      const first = firstRow[t]!;
      const previous = t === 0 ? null : firstRow[t - 1]!;
      for (let r = 0; r < rows; r++) {
        const [at, own] = [(first + r) * columns, (first + r) * units];
        for (let j = 0; j < units; j++) {
          const last = previous === null ? -1 : (previous + r) * units + j;
          const oldCell = last < 0 ? 0 : cells[last]!;
          const [i, f, g, o] = [at + j, at + units + j, at + 2 * units + j, at + 3 * units + j];
          const [input, forget, candidate, output] = [gates[i]!, gates[f]!, gates[g]!, gates[o]!];
          const cell = proposed[own + j]!;
          const seen = squashed[own + j]!;
          const [later, hiddenError] = [cellErrors[r * units + j]!, errors[own + j]!];
          if (phased) {
            gateOf(gate, pass, first + r, j);
            const oldHidden = last < 0 ? 0 : hidden[last]!;
            const effect = hiddenError * (output * seen - oldHidden) + later * (cell - oldCell);
            gradient.tau[j]! += effect * gate.tau;
            gradient.shift[j]! += effect * gate.shift;
            gradient.open[j]! += effect * gate.open;
          }
          const { k } = gate;
          const fromHidden = k * hiddenError;
          gates[o] = fromHidden * seen * output * (1 - output);
          let error = k * later + fromHidden * output * (1 - seen * seen);
          if (phased) {
            error += gates[o]! * p[2 * units + j]!;
            gradient.p[2 * units + j]! += gates[o]! * cell;
          }
          gates[i] = error * candidate * input * (1 - input);
          gates[f] = error * oldCell * forget * (1 - forget);
          gates[g] = error * input * (1 - candidate * candidate);
          let before = (1 - k) * later + error * forget;
          if (phased) {
            before += gates[i]! * p[j]! + gates[f]! * p[units + j]!;
            gradient.p[j]! += gates[i]! * oldCell;
            gradient.p[units + j]! += gates[f]! * oldCell;
          }
          cellErrors[r * units + j] = before;
          if (phased && last >= 0) errors[last]! += (1 - k) * hiddenError;
        }
      }
      if (previous === null) continue;
      const now = blockAt(gates, columns, first);
      const back = blockAt(errors, units, previous);
      addProductBack(back, now, blockAt(U, columns), rows, units, columns);
      const before = blockAt(hidden, units, previous);
      addOuterProduct(blockAt(gradient.U, columns), before, now, rows, units, columns);
    }
  },
});

export const lstm = longShortTermMemory(false);
export const phasedLstm = longShortTermMemory(true);
