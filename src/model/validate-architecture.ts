/** Checks that an architecture is possible. */
import { formatPath, type KeyPath } from '../core/settings/key-path.ts';
import { refuse, valueProblem } from '../core/settings/problem.ts';
import type { Architecture, Boundary, HiddenLayer } from './architecture-schema.ts';
import { BOUNDARIES, CONNECTION_TYPES, type ConnectionType } from './connection-types.ts';
import { candidateSizesProblem, motifSizeProblem } from './motif-size.ts';
import { networkSizeProblem } from './network-size.ts';
import { checkConstant, checkNeuron, SHORTEST_TAU } from './neuron.ts';
import { READOUTS } from './readout.ts';

function requireCount(value: unknown, path: KeyPath): void {
  if (Number.isSafeInteger(value) && (value as number) >= 1) return;
  refuse(valueProblem(path, value, 'a whole number of at least 1'));
}

function requireBoundary(boundary: Boundary, path: KeyPath): void {
  if (BOUNDARIES.includes(boundary)) return;
  refuse(valueProblem(path, boundary, `one of ${BOUNDARIES.join(', ')}`));
}

function requireTypes(
  rows: readonly (readonly ConnectionType[])[],
  height: number,
  width: number,
  path: KeyPath,
): void {
  if (!Array.isArray(rows) || rows.length !== height) {
    refuse(valueProblem(path, rows, `${height} rows of connection types, one for each position`));
  }
  rows.forEach((row, p) => {
    if (!Array.isArray(row) || row.length !== width) {
      refuse(valueProblem([...path, p], row, `${width} connection types, one for each source`));
    }
    row.forEach((type, q) => {
      if (CONNECTION_TYPES.includes(type)) return;
      refuse(valueProblem([...path, p, q], type, `one of ${CONNECTION_TYPES.join(', ')}`));
    });
  });
}

/** @param count how many there must be; at least one if left out */
function requireTaus(taus: unknown, path: KeyPath, count?: number): void {
  if (!Array.isArray(taus) || taus.length !== (count ?? (taus.length || -1))) {
    refuse(valueProblem(path, taus, `a list of ${count ?? 'one or more'} time constants`));
  }
  (taus as unknown[]).forEach((tau, p) => {
    if (Number.isFinite(tau) && (tau as number) >= SHORTEST_TAU) return;
    refuse(valueProblem([...path, p], tau, 'a number of at least 1 step'));
  });
}

function validateHidden(layer: HiddenLayer, path: KeyPath): void {
  const { kind, neurons } = layer;
  requireCount(neurons, [...path, 'neurons']);
  if (kind !== 'supernet' && layer.tauSynapse !== undefined) {
    checkConstant(layer.tauSynapse, 'tauSynapse', path);
  }
  switch (kind) {
    case 'feedforward':
    case 'dense':
      return;
    case 'scml': {
      const { motif, boundary } = layer;
      if (motif === null || typeof motif !== 'object') {
        refuse(valueProblem([...path, 'motif'], motif, 'a motif with size, intra and inter'));
      }
      const { size, intra, inter } = motif;
      const at = [...path, 'motif'];
      requireBoundary(boundary, [...path, 'boundary']);
      requireCount(size, [...at, 'size']);
      const tiled = { neurons, boundary, name: formatPath(path) };
      refuse(motifSizeProblem([...at, 'size'], size, tiled));
      requireTypes(intra, size, size, [...at, 'intra']);
      requireTypes(inter, size, 2, [...at, 'inter']);
      if (motif.tau !== undefined) requireTaus(motif.tau, [...at, 'tau'], size);
      return;
    }
    case 'supernet': {
      const { sizes, boundary } = layer;
      const at = [...path, 'sizes'];
      if (!Array.isArray(sizes) || sizes.length === 0) {
        refuse(valueProblem(at, sizes, 'a non-empty list of motif sizes'));
      }
      requireBoundary(boundary, [...path, 'boundary']);
      sizes.forEach((size, k) => {
        requireCount(size, [...at, k]);
      });
      const tiled = { neurons, boundary, name: formatPath(path) };
      refuse(candidateSizesProblem(at, sizes, tiled));
      if (layer.tauCandidates !== undefined) {
        requireTauCandidates(layer.tauCandidates, sizes.at(-1)!, [...path, 'tauCandidates']);
      }
      return;
    }
    default:
      refuse(
        valueProblem(
          [...path, 'kind'],
          kind satisfies never,
          'one of feedforward, dense, scml, supernet',
        ),
      );
  }
}

function requireTauCandidates(rows: unknown, positions: number, path: KeyPath): void {
  if (!Array.isArray(rows) || rows.length < positions) {
    refuse(valueProblem(path, rows, `${positions} lists of time constants, one for each position`));
  }
  const lists = rows as unknown[][];
  lists.forEach((row, p) => {
    requireTaus(row, [...path, p], p === 0 ? undefined : lists[0]!.length);
  });
}

/**
 * Checks everything that the types cannot: sizes, shapes and ranges.
 * @throws MotifsmithError (`usage`) naming the field, its value and what is allowed
 */
export function validateArchitecture(architecture: Architecture): void {
  const { inputs, outputs, neuron, hidden, bias, readout } = architecture;
  requireCount(inputs, ['inputs']);
  requireCount(outputs, ['outputs']);
  checkNeuron(neuron, ['neuron']);
  if (!Array.isArray(hidden)) refuse(valueProblem(['hidden'], hidden, 'a list of layers'));
  hidden.forEach((layer, k) => {
    validateHidden(layer, ['hidden', k]);
  });
  if (bias !== undefined && bias !== true && bias !== 'trained') {
    refuse(valueProblem(['bias'], bias, 'true, trained, or left out'));
  }
  if (readout !== undefined && !READOUTS.includes(readout)) {
    refuse(valueProblem(['readout'], readout, `${READOUTS.join(', ')}, or left out`));
  }
  refuse(networkSizeProblem(architecture));
}
