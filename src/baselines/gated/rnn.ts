/** The plain recurrent cell of Elman (1990): h = tanh(W·x + U·h⁻ + b). */

import { blockAt } from '../../kernels/dense/blocks.ts';
import { tanhOf } from '../../kernels/dense/functions.ts';
import type { CellRule } from './cell.ts';
import { addOuterProduct, addProduct, addProductBack } from './products.ts';

export const rnn: CellRule = {
  forward({ units, batch, parameters }, gates) {
    const { running, firstRow } = batch;
    const recurrent = blockAt(parameters.U, units);
    const hidden = new Float64Array(gates.length);
    running.forEach((rows, t) => {
      const now = blockAt(gates, units, firstRow[t]);
      if (t > 0) {
        const before = blockAt(hidden, units, firstRow[t - 1]);
        addProduct(now, before, recurrent, rows, units, units);
      }
      const end = now.at + rows * units;
      hidden.set(gates.subarray(now.at, end), now.at);
      tanhOf(blockAt(hidden, units, firstRow[t]), rows, units);
    });
    return { gates, hidden, extra: {} };
  },

  backward({ units, batch, parameters }, { gates, hidden }, errors, gradient) {
    const { running, firstRow } = batch;
    for (let t = running.length - 1; t >= 0; t--) {
      const rows = running[t]!;
      const now = blockAt(gates, units, firstRow[t]);
      for (let k = now.at; k < now.at + rows * units; k++) {
        gates[k] = errors[k]! * (1 - hidden[k]! * hidden[k]!);
      }
      if (t === 0) continue;
      const previous = firstRow[t - 1];
      const back = blockAt(errors, units, previous);
      addProductBack(back, now, blockAt(parameters.U, units), rows, units, units);
      const before = blockAt(hidden, units, previous);
      addOuterProduct(blockAt(gradient.U, units), before, now, rows, units, units);
    }
  },
};
