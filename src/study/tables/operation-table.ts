/** What an inference takes: operations, energy, spikes. */
import { energy, isHorowitz, type OperationCosts } from '../../analysis/energy.ts';
import { count, decimals, significant } from '../../view/format.ts';
import type { Table } from '../../view/table/table.ts';
import type { MethodResults, StudyResults } from '../results.ts';
import { column, methodTable } from './method-table.ts';

export function operationTable(results: StudyResults, costs: OperationCosts): Table {
  const nanojoules = ({ operations }: MethodResults) =>
    operations && energy(operations, costs).total / 1000;
  return methodTable(
    results,
    {
      name: 'operations',
      caption: 'Operations of one inference, means over the test samples and the seeds.',
      notes: [
        `AC: accumulations, MAC: multiply-accumulates. Energy: arithmetic alone at ${significant(costs.acPicojoule)} pJ an AC and ${significant(costs.macPicojoule)} pJ a MAC${isHorowitz(costs) ? ' (45 nm, Horowitz 2014)' : ''}. Divergence: of the hidden neurons’ firing rates from the exponential distribution.`,
      ],
    },
    [
      column('ac', 'AC', ({ operations }) => operations?.ac, count, 'lowest'),
      column('mac', 'MAC', ({ operations }) => operations?.mac, count, 'lowest'),
      column('energy_nanojoules', 'energy (nJ)', nanojoules, decimals(1), 'lowest'),
      column('spikes', 'spikes', ({ spikes }) => spikes, count, 'lowest'),
      column('divergence', 'divergence (nats)', ({ divergence }) => divergence, decimals(3)),
    ],
  );
}
