import type { ApiComparison, ApiPlant } from '@banyu/contracts';
import { type ParameterLabel, useParameterLabel, useWording } from '../../services.ts';
import { FlagIcon } from '../icon.tsx';
import { ComparisonPlots } from './comparison-plots.tsx';
import { PairTable } from './pair-table.tsx';

/** One sensor beside the laboratory: how far it is off, whether it drifts, and the pairs themselves. */
export function ComparisonPanel({ comparison, plant }: { comparison: ApiComparison; plant: ApiPlant }) {
  const { text } = useWording();
  const { laboratory } = text;
  const label = useParameterLabel()(comparison.parameter);
  const { point, device, pairs, unpaired } = comparison;
  const pointName = plant.points.find(({ id }) => id === point)?.name ?? point;
  const title = `compare-${point}-${device}`;
  return (
    <section class="panel" aria-labelledby={title}>
      <h2 id={title}>
        {pointName} · {label.name} <small>{device}</small>
      </h2>
      {pairs.length === 0 ? (
        <p class="muted">{laboratory.noPair}</p>
      ) : (
        <>
          <DriftVerdict comparison={comparison} />
          <AgreementFigures comparison={comparison} label={label} />
          <ComparisonPlots comparison={comparison} label={label} timeZone={plant.timeZone} />
          <PairTable pairs={pairs} label={label} />
        </>
      )}
      {unpaired.length > 0 && (
        <p class="muted">
          {laboratory.unpaired}:{' '}
          {unpaired
            .map(({ sample, reason }) => `${sample} (${laboratory.unpairedReason[reason]})`)
            .join(', ')}
        </p>
      )}
    </section>
  );
}

function DriftVerdict({ comparison: { drift } }: { comparison: ApiComparison }) {
  const { text, format } = useWording();
  const { laboratory } = text;
  const { status, side, since, lastGoodAt, pairsNeeded, calibratedAt } = drift;
  const words = laboratory.driftStatus;
  const said =
    status === 'drifting' || status === 'drifted-before'
      ? words[status][side ?? 'high']
      : status === 'too-few-pairs'
        ? words[status](format.count(pairsNeeded))
        : words[status];
  const flag = status === 'drifting' ? 4 : status === 'drifted-before' ? 3 : status === 'steady' ? 1 : 2;
  const day = (t: number | null) => (t === null ? '–' : format.date(t));
  return (
    <p class={`drift ${status}`} role="status">
      <FlagIcon flag={flag} />
      <span>
        <strong>{said}</strong>
        {since !== null && ` – ${laboratory.driftSince(day(since), day(lastGoodAt))}`}
        {calibratedAt.length > 0 && ` · ${laboratory.calibrated(calibratedAt.map(day).join(', '))}`}
        {status === 'drifting' && <small class="advice">{laboratory.driftAdvice}</small>}
      </span>
    </p>
  );
}

function AgreementFigures({
  comparison: { agreement },
  label,
}: {
  comparison: ApiComparison;
  label: ParameterLabel;
}) {
  const { text, format } = useWording();
  const { laboratory } = text;
  const { pairs, limitsOnly, bias, biasPercent, rpd, shareAgreeing } = agreement;
  const percent = (value: number | null) => (value === null ? '–' : `${format.value(value, 1)} %`);
  const signed = (value: number) => `${value > 0 ? '+' : ''}${format.value(value, label.decimals)}`;
  const entries = [
    [
      laboratory.pairs,
      format.count(pairs),
      limitsOnly > 0 ? laboratory.limitsOnly(format.count(limitsOnly)) : '',
    ],
    [laboratory.bias, bias === null ? '–' : `${signed(bias)} ${label.unit}`.trim(), percent(biasPercent)],
    [laboratory.rpd, percent(rpd), laboratory.rpdLong],
    [laboratory.agreeing, shareAgreeing === null ? '–' : format.percent(shareAgreeing), ''],
  ] as const;
  return (
    <dl class="figures">
      {entries.map(([name, value, remark]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {value} {remark !== '' && <small>{remark}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
