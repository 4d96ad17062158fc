/** Checks that an architecture is possible. */
import { formatPath, type KeyPath } from '../core/settings/key-path.ts';
import { refuse, valueProblem } from '../core/settings/problem.ts';
import type { Architecture, Boundary, HiddenLayer } from './architecture-schema.ts';
import { BOUNDARIES, CONNECTION_TYPES, type ConnectionType } from './connection-types.ts';
import { candidateSizesProblem, motifSizeProblem } from './motif-size.ts';
import { networkSizeProblem } from './network-size.ts';
import { checkNeuron } from './neuron.ts';

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

function validateHidden(layer: HiddenLayer, path: KeyPath): void {
  const { kind, neurons } = layer;
  requireCount(neurons, [...path, 'neurons']);
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

/**
 * Checks everything that the types cannot: sizes, shapes and ranges.
 * @throws MotifsmithError (`usage`) naming the field, its value and what is allowed
 */
export function validateArchitecture(architecture: Architecture): void {
  const { inputs, outputs, neuron, hidden } = architecture;
  requireCount(inputs, ['inputs']);
  requireCount(outputs, ['outputs']);
  checkNeuron(neuron, ['neuron']);
  if (!Array.isArray(hidden)) refuse(valueProblem(['hidden'], hidden, 'a list of layers'));
  hidden.forEach((layer, k) => {
    validateHidden(layer, ['hidden', k]);
  });
  refuse(networkSizeProblem(architecture));
}
