/** R, τ and firing rates of each layer's neurons over the course of a run. */
import { capital } from '../../../view/format.ts';
import { NEURON_MEASURES } from '../../../view/names.ts';
import { HeatMap } from '../charts/heat-map.tsx';
import type { RunHistory } from '../history/run-history.ts';
import { Panel } from '../parts/panel.tsx';

const measure = (name: keyof typeof NEURON_MEASURES) => {
  const { label, unit } = NEURON_MEASURES[name];
  return { name: capital(label), unit };
};

export function DistributionPanels({ history }: { readonly history: RunHistory }) {
  return (
    <>
      {[...history.distributions].map(([layer, { x, rates, resistance, tau }]) => (
        <Panel key={layer} title={`Neurons of layer ${layer + 1}`} wide>
          <div class="grid">
            <HeatMap {...measure('rates')} x={x} histograms={rates} xName="epochs" />
            <HeatMap {...measure('resistance')} x={x} histograms={resistance} xName="epochs" />
            <HeatMap {...measure('tau')} x={x} histograms={tau} xName="epochs" />
          </div>
        </Panel>
      ))}
    </>
  );
}
