/** The second decision: how much work, each kind with what it would take on this machine. */
import { bytes, duration } from '../../../view/format.ts';
import { RUN_KIND_NAMES, RUN_KINDS, type RunKind } from '../../../view/run-kinds.ts';
import type { Estimate, StartRequest } from '../../api/start.ts';
import { Panel } from '../parts/panel.tsx';
import { isRunKind, type Kind, presetOf } from './beginning.ts';
import type { Offer } from './offer.ts';
import { useEstimate } from './use-estimate.ts';

export interface KindChoiceProps {
  readonly kind: Kind;
  readonly choose: (kind: Kind) => void;
  readonly offer: Offer;
  /** The run whose settings can be taken; null if there is none. */
  readonly from: string | null;
  /** What would be started; null while that is not known. */
  readonly requestOf: (kind: Kind) => StartRequest | null;
}

export function KindChoice({ kind, choose, offer, from, requestOf }: KindChoiceProps) {
  const own = useEstimate(requestOf(kind));
  const settled = own !== null && own.state !== 'waiting' && own.state !== 'measuring';
  const preset = presetOf(kind);
  const [firstPreset] = offer.presets;
  return (
    <Panel
      title="2. Kind of run"
      aside={<span class="small soft">time and memory as measured on this machine</span>}
    >
      <fieldset class="cards">
        <legend class="hidden">Kind of run</legend>
        {from !== null && (
          <Card
            {...{ value: 'from', kind, choose, estimate: kind === 'from' ? own : null }}
            label="As it was"
            description={`With the settings of ${from}.`}
          />
        )}
        {RUN_KIND_NAMES.map((one) => (
          <KindCard
            key={one}
            {...{ one, kind, choose, own }}
            // One after the other: what is chosen comes first.
            request={settled && one !== kind ? requestOf(one) : null}
          />
        ))}
        {firstPreset && (
          <Card
            value={preset === null ? `preset ${firstPreset.name}` : kind}
            {...{ kind, choose, estimate: preset === null ? null : own }}
            label="As a preset"
            description="A complete experiment that comes with Motifsmith."
          />
        )}
      </fieldset>
      {preset !== null && (
        <div class="field">
          <label for="preset">Preset</label>
          <select
            id="preset"
            value={preset}
            onChange={(event) => choose(`preset ${event.currentTarget.value}`)}
          >
            {offer.presets.map(({ name }) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
          <p class="help">{offer.presets.find(({ name }) => name === preset)?.summary}</p>
        </div>
      )}
    </Panel>
  );
}

function KindCard({
  one,
  kind,
  choose,
  own,
  request,
}: Pick<KindChoiceProps, 'kind' | 'choose'> & {
  readonly one: RunKind;
  readonly own: Estimate | null;
  readonly request: StartRequest | null;
}) {
  const other = useEstimate(request);
  const { label, description } = RUN_KINDS[one];
  const estimate = isRunKind(kind) && one === kind ? own : other;
  return <Card {...{ value: one, kind, choose, estimate, label, description }} />;
}

function Card({
  value,
  kind,
  choose,
  label,
  description,
  estimate,
}: Pick<KindChoiceProps, 'kind' | 'choose'> & {
  readonly value: Kind;
  readonly label: string;
  readonly description: string;
  readonly estimate: Estimate | null;
}) {
  return (
    <label class={`card${value === kind ? ' chosen' : ''}`}>
      <span class="row">
        <input
          type="radio"
          name="kind"
          value={value}
          checked={value === kind}
          onChange={() => choose(value)}
        />
        <b>{label}</b>
      </span>
      <span class="small">{description}</span>
      <span class="small soft" role={value === kind ? 'status' : undefined}>
        {estimateText(estimate)}
      </span>
    </label>
  );
}

function estimateText(estimate: Estimate | null): string {
  switch (estimate?.state) {
    case 'waiting':
      return 'Will be measured …';
    case 'measuring':
      return 'Being measured …';
    case 'measured':
      return `About ${duration(estimate.seconds)}, ${bytes(estimate.peakBytes)} of memory`;
    case 'failed':
      return `Cannot be estimated: ${estimate.problem?.message ?? ''}`;
    default:
      return '';
  }
}
