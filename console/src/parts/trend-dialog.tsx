import type { ApiPlant, ApiReading } from '@banyu/contracts';
import type { TargetedMouseEvent } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { History } from '../history.ts';
import type { PlantLive } from '../plant-live.ts';
import type { PlantState } from '../plant-state.ts';
import type { Range, Values } from '../route.ts';
import { type SeriesRef, seriesKey } from '../series-key.ts';
import { useParameterLabel, useServices, useWording } from '../services.ts';
import { Age } from './age.tsx';
import { DeviceLine } from './device-line.tsx';
import { FeedNotice } from './feed-notice.tsx';
import { CloseIcon } from './icon.tsx';
import { LimitLine } from './limit-line.tsx';
import { QualityMark, useQualityReason } from './quality-mark.tsx';
import { RangeChoice } from './range-choice.tsx';
import { ReadingValue } from './reading-value.tsx';
import { TrendView } from './trend-view.tsx';
import { useLimit } from './use-limit.ts';
import { useStale } from './use-stale.ts';
import { useTrend } from './use-trend.ts';
import { ValuesChoice } from './values-choice.tsx';

/** One series large, over the board: its present state on top, its past below. Escape or the back button close it. */
export function TrendDialog({
  plant,
  live,
  state,
  series,
  range,
  values,
  blind,
}: {
  plant: ApiPlant;
  live: PlantLive;
  state: PlantState;
  series: SeriesRef;
  range: Range;
  values: Values;
  blind: boolean;
}) {
  const { router } = useServices();
  const { text } = useWording();
  const label = useParameterLabel()(series.parameter);
  const trend = useTrend(live, series, range, values);
  const limit = useLimit(plant, series);
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const opened = dialog.current;
    opened?.showModal();
    // Closed before it leaves the page, it gives the focus back to the card it came from.
    return () => opened?.close();
  }, []);
  const show = (range: Range, values: Values) =>
    router.replace({ plant: plant.id, trend: series, range, ...(values === 'corrected' && { values }) });
  const close = () => router.replace({ plant: plant.id });
  const closeOnBackdrop = (event: TargetedMouseEvent<HTMLDialogElement>) => {
    if (event.target === event.currentTarget) close();
  };
  const pointName = plant.points.find((point) => point.id === series.point)?.name ?? series.point;
  const device = state.devices.find((known) => known.id === series.device);
  const reading = state.latest.get(seriesKey(series));
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the click is on the backdrop; on the keyboard Escape does the same.
    <dialog
      ref={dialog}
      class="trend"
      aria-labelledby="trend-title"
      onClick={closeOnBackdrop}
      onCancel={close}
    >
      <div class="trend-content">
        <header class="trend-head">
          <h2 id="trend-title" tabIndex={-1} autofocus>
            {label.name} <span class="trend-point">{pointName}</span>
          </h2>
          <button
            type="button"
            class="icon-button"
            aria-label={text.close}
            title={text.close}
            onClick={close}
          >
            <CloseIcon />
          </button>
        </header>
        <FeedNotice live={live} />
        <div class="trend-now">
          {reading !== undefined && (
            <Present reading={reading} history={state.histories.get(seriesKey(series))} />
          )}
          {device !== undefined && <DeviceLine device={device} blind={blind} />}
        </div>
        {limit !== undefined && <LimitLine limit={limit} label={label} reading={reading} />}
        <div class="trend-choices">
          <RangeChoice range={range} onChoose={(chosen) => show(chosen, values)} />
          <ValuesChoice values={values} onChoose={(chosen) => show(range, chosen)} />
        </div>
        {trend !== undefined && (
          <TrendView
            key={`${range} ${values}`}
            trend={trend}
            label={label}
            timeZone={plant.timeZone}
            limit={limit}
          />
        )}
      </div>
    </dialog>
  );
}

/** The newest value, as on its card. */
function Present({ reading, history }: { reading: ApiReading; history: History | undefined }) {
  const stale = useStale(reading, history);
  const reason = useQualityReason()(reading);
  return (
    <div class={`present flag-${reading.flag}${stale ? ' stale' : ''}`}>
      <ReadingValue reading={reading} />
      <QualityMark reading={reading} />
      {reason !== '' && <span class="card-reason">{reason}</span>}
      <Age t={reading.t} stale={stale} />
    </div>
  );
}
