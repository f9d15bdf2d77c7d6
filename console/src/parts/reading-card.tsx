import type { ApiDevice, ApiReading } from '@banyu/contracts';
import { isUntrusted } from '../concerns.ts';
import type { History } from '../history.ts';
import { buildRoute } from '../route.ts';
import { useParameterLabel, useWording } from '../services.ts';
import { Age } from './age.tsx';
import { QualityMark, useQualityReason } from './quality-mark.tsx';
import { ReadingValue } from './reading-value.tsx';
import { Sparkline, type Stretch } from './sparkline.tsx';
import { useStale } from './use-stale.ts';

/** One sensor: its value, how good and how old it is, its recent course; a link to the large trend. */
export function ReadingCard({
  reading,
  history,
  device,
  showDevice,
  stretch,
}: {
  reading: ApiReading;
  history: History | undefined;
  device: ApiDevice | undefined;
  /** Where several devices measure at one point, the card says which. */
  showDevice: boolean;
  stretch: Stretch;
}) {
  const { text } = useWording();
  const label = useParameterLabel()(reading.parameter);
  const stale = useStale(reading, history);
  const reason = useQualityReason()(reading);
  const classes = ['card', `flag-${reading.flag}`, stale && 'stale', isUntrusted(reading) && 'untrusted'];
  return (
    <a
      class={classes.filter(Boolean).join(' ')}
      href={buildRoute({ plant: reading.plant, trend: reading })}
      data-series={`${reading.point}/${reading.parameter}`}
    >
      <span class="card-head">
        <span class="card-name">{label.name}</span>
        <QualityMark reading={reading} />
      </span>
      <span class="card-body">
        <ReadingValue reading={reading} />
        <Sparkline curve={history?.curve} stretch={stretch} leastSpan={label.leastSpan} />
      </span>
      {reason !== '' && <span class="card-reason">{reason}</span>}
      <span class="card-foot">
        <span class="card-device">
          {showDevice && (device?.name ?? reading.device)}
          {device?.connection === 'offline' && ` ${text.connection.offline}`}
        </span>
        <Age t={reading.t} stale={stale} />
      </span>
      <span class="unseen">{text.trend}</span>
    </a>
  );
}
