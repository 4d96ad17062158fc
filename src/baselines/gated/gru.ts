/**
 * Gated recurrent units: r = σ(W_r·x + U_r·h⁻ + b_r), z likewise, h = (1 − z)·n + z·h⁻. The reset gate acts either
 * before the product, n = tanh(W·x + U·(r∘h⁻) + b) (Cho et al. 2014), or after it, n = tanh(W·x + b + r∘(U·h⁻ + c)),
 * which cuDNN and PyTorch compute.
 */
import { blockAt } from '../../kernels/dense/blocks.ts';
import { logisticOf, tanhOf } from '../../kernels/dense/functions.ts';
import type { CellRule } from './cell.ts';
import { addOuterProduct, addProduct, addProductBack, addRowSum } from './products.ts';

/** The cell. @param after whether the reset gate acts after the product */
const gru = (after: boolean): CellRule => ({
  forward({ units, batch, parameters }, gates) {
    const { running, firstRow } = batch;
    const { U, c } = parameters;
    const columns = 3 * units;
    const rowCount = gates.length / columns;
    const hidden = new Float64Array(rowCount * units);
    // U·h⁻ + c if the gate acts after the product, r∘h⁻ if before.
    const reset = new Float64Array(rowCount * units);
    const zero = new Float64Array(units);
    running.forEach((rows, t) => {
      const first = firstRow[t]!;
      const previous = t === 0 ? null : firstRow[t - 1]!;
      const now = blockAt(gates, columns, first);
      const before = blockAt(hidden, units, previous ?? 0);
      const resetNow = blockAt(reset, units, first);
      const [toGates, toCandidate] = [blockAt(U, columns), blockAt(U, columns, 0, 2 * units)];
      if (after) {
        for (let r = 0; r < rows; r++) reset.set(c, (first + r) * units);
      }
      if (previous !== null) {
        addProduct(now, before, toGates, rows, units, 2 * units);
        if (after) addProduct(resetNow, before, toCandidate, rows, units, units);
      }
      logisticOf(now, rows, 2 * units);
      for (let r = 0; r < rows; r++) {
        if (after || previous === null) continue;
        const at = (first + r) * columns;
        const [own, last] = [(first + r) * units, (previous + r) * units];
        for (let i = 0; i < units; i++) reset[own + i] = gates[at + i]! * hidden[last + i]!;
      }
      if (!after && previous !== null) {
        const candidates = blockAt(gates, columns, first, 2 * units);
        addProduct(candidates, resetNow, toCandidate, rows, units, units);
      }
      for (let r = 0; after && r < rows; r++) {
        const [at, own] = [(first + r) * columns, (first + r) * units];
        for (let i = 0; i < units; i++) {
          gates[at + 2 * units + i]! += gates[at + i]! * reset[own + i]!;
        }
      }
      tanhOf(blockAt(gates, columns, first, 2 * units), rows, units);
      for (let r = 0; r < rows; r++) {
        const [at, own] = [(first + r) * columns, (first + r) * units];
        const old = previous === null ? zero : hidden;
        const last = previous === null ? 0 : (previous + r) * units;
        for (let i = 0; i < units; i++) {
          const z = gates[at + units + i]!;
          hidden[own + i] = (1 - z) * gates[at + 2 * units + i]! + z * old[last + i]!;
        }
      }
    });
    return { gates, hidden, extra: { reset } };
  },

  backward({ units, batch, parameters }, { gates, hidden, extra }, errors, gradient) {
    const { running, firstRow } = batch;
    const reset = extra.reset!;
    const columns = 3 * units;
    const { U } = parameters;
    const [toGates, toCandidate] = [blockAt(U, columns), blockAt(U, columns, 0, 2 * units)];
    const gradientGates = blockAt(gradient.U, columns);
    const gradientCandidate = blockAt(gradient.U, columns, 0, 2 * units);
    // ∂E/∂(r∘h⁻), or ∂E/∂(U·h⁻ + c), of one step.
    const resetErrors = new Float64Array((running[0] ?? 0) * units);
    const resetBlock = blockAt(resetErrors, units);
    for (let t = running.length - 1; t >= 0; t--) {
      const rows = running[t]!;
      const first = firstRow[t]!;
      const previous = t === 0 ? null : firstRow[t - 1]!;
      resetErrors.fill(0);
      for (let r = 0; r < rows; r++) {
        const [at, own] = [(first + r) * columns, (first + r) * units];
        for (let i = 0; i < units; i++) {
          const [reseting, z, n] = [at + i, at + units + i, at + 2 * units + i];
          const error = errors[own + i]!;
          const [zOpen, candidate] = [gates[z]!, gates[n]!];
          const old = previous === null ? 0 : hidden[(previous + r) * units + i]!;
          const candidateError = error * (1 - zOpen) * (1 - candidate * candidate);
          gates[z] = error * (old - candidate) * zOpen * (1 - zOpen);
          gates[n] = candidateError;
          if (previous !== null) errors[(previous + r) * units + i]! += error * zOpen;
          if (!after) continue;
          const open = gates[reseting]!;
          gates[reseting] = candidateError * reset[own + i]! * open * (1 - open);
          resetErrors[r * units + i] = candidateError * open;
        }
      }
      if (after) addRowSum(gradient.c, resetBlock, rows);
      const now = blockAt(gates, columns, first);
      if (previous === null) {
        // Nothing was there to reset.
        if (!after)
          for (let r = 0; r < rows; r++)
            gates.fill(0, (first + r) * columns, (first + r) * columns + units);
        continue;
      }
      const before = blockAt(hidden, units, previous);
      const back = blockAt(errors, units, previous);
      if (after) {
        addProductBack(back, resetBlock, toCandidate, rows, units, units);
        addOuterProduct(gradientCandidate, before, resetBlock, rows, units, units);
      } else {
        const candidates = blockAt(gates, columns, first, 2 * units);
        addProductBack(resetBlock, candidates, toCandidate, rows, units, units);
        const resetNow = blockAt(reset, units, first);
        addOuterProduct(gradientCandidate, resetNow, candidates, rows, units, units);
        for (let r = 0; r < rows; r++) {
          const at = (first + r) * columns;
          for (let i = 0; i < units; i++) {
            const [error, open] = [resetErrors[r * units + i]!, gates[at + i]!];
            const last = (previous + r) * units + i;
            errors[last]! += error * open;
            gates[at + i] = error * hidden[last]! * open * (1 - open);
          }
        }
      }
      addProductBack(back, now, toGates, rows, units, 2 * units);
      addOuterProduct(gradientGates, before, now, rows, units, 2 * units);
    }
  },
});

export const gruResetBefore = gru(false);
export const gruResetAfter = gru(true);
