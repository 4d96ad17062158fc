/** R, τ and firing rates of each layer's neurons over the course of a run. */
import { HeatMap } from '../charts/heat-map.tsx';
import type { RunHistory } from '../history/run-history.ts';
import { Panel } from '../parts/panel.tsx';

export function DistributionPanels({ history }: { readonly history: RunHistory }) {
  return (
    <>
      {[...history.distributions].map(([layer, { x, rates, resistance, tau }]) => (
        <Panel key={layer} title={`Neurons of layer ${layer + 1}`} wide>
          <div class="grid">
            <HeatMap
              name="Firing rate"
              unit="spikes/step"
              x={x}
              histograms={rates}
              xName="epochs"
            />
            <HeatMap
              name="Resistance R"
              unit="steps"
              x={x}
              histograms={resistance}
              xName="epochs"
            />
            <HeatMap name="Time constant τ" unit="steps" x={x} histograms={tau} xName="epochs" />
          </div>
        </Panel>
      ))}
    </>
  );
}
