import type { ApiDevice, ApiPlant, ApiSlotSeries, ApiSlotSpan, ApiSlots } from '@banyu/contracts';
import { useState } from 'preact/hooks';
import { useParameterLabel, useWording } from '../services.ts';
import { completeShare, mainLoss, STATUSES_SHOWN, STRIP_HEIGHT, stripsBegin } from '../slots.ts';
import { SlotStrip } from './slot-strip.tsx';
import type { Stretch } from './sparkline.tsx';

/** Of what schedules expect: what came in the last 24 hours, what did not, and why. */
export function CompletenessPanel({
  plant,
  devices,
  slots,
}: {
  plant: ApiPlant;
  devices: readonly ApiDevice[];
  slots: ApiSlots;
}) {
  const { text, format } = useWording();
  const labelOf = useParameterLabel();
  if (slots.series.length === 0 && slots.unscheduled.length === 0) return null;
  const points = new Map(plant.points.map(({ id, name }, rank) => [id, { name, rank }]));
  const ordered = slots.series.toSorted(
    (a, b) =>
      (points.get(a.point)?.rank ?? points.size) - (points.get(b.point)?.rank ?? points.size) ||
      a.device.localeCompare(b.device) ||
      labelOf(a.parameter).rank - labelOf(b.parameter).rank,
  );
  const groups = [...Map.groupBy(ordered, ({ device }) => device)];
  const stretch = { from: stripsBegin(ordered, slots), to: slots.to };
  const nameOf = (device: string) => devices.find(({ id }) => id === device)?.name ?? device;
  return (
    <section class="completeness" aria-labelledby="completeness">
      <header>
        <h2 id="completeness">{text.completeness}</h2>
        {groups.length > 0 && (
          <p class="aside">
            {text.completenessSince(`${format.day(stretch.from)}, ${format.time(stretch.from)}`)}
          </p>
        )}
        {groups.length > 0 && <Legend />}
      </header>
      <div class="slot-groups">
        {groups.map(([device, series]) => (
          <div key={device} class="slot-group">
            <h3>
              {points.get(series[0]?.point ?? '')?.name} · {nameOf(device)}
            </h3>
            {series.map((each) => (
              <SlotRow key={each.parameter} series={each} stretch={stretch} />
            ))}
          </div>
        ))}
      </div>
      {slots.unscheduled.length > 0 && (
        <p class="unscheduled">
          {text.unscheduled(format.count(slots.unscheduled.length))}{' '}
          <code>banyu device schedule propose {plant.id}</code>
        </p>
      )}
    </section>
  );
}

function Legend() {
  const { text } = useWording();
  return (
    <ul class="slot-legend">
      {STATUSES_SHOWN.toReversed().map((status) => (
        <li key={status}>
          <svg class="slot-key" viewBox={`0 0 12 ${STRIP_HEIGHT}`} aria-hidden="true" focusable="false">
            <path class={`slot ${status}`} d={`M0 0h12V${STRIP_HEIGHT}h-12z`} />
          </svg>
          {text.slotStatus[status]}
        </li>
      ))}
    </ul>
  );
}

function SlotRow({ series: { parameter, spans }, stretch }: { series: ApiSlotSeries; stretch: Stretch }) {
  const { text, format } = useWording();
  const labelOf = useParameterLabel();
  const [pointed, setPointed] = useState<ApiSlotSpan>();
  const { name } = labelOf(parameter);
  const share = completeShare(spans);
  const complete = share === undefined ? '–' : format.percent(share);
  const loss = mainLoss(spans);
  const story = loss === undefined ? '' : `${format.count(loss.slots)} × ${wordsOf(loss)}`;
  const times = (span: ApiSlotSpan) => `${format.time(span.from)}–${format.time(span.to)}`;
  return (
    <div class="slot-row">
      <span class="slot-name">{name}</span>
      <span class="slot-share">{complete}</span>
      <SlotStrip
        spans={spans}
        stretch={stretch}
        label={[text.stripLabel(name, complete), story].filter(Boolean).join('; ')}
        onPoint={setPointed}
      />
      <span class="slot-story">
        {pointed === undefined
          ? story
          : `${times(pointed)}: ${wordsOf(pointed)} (${format.count(pointed.slots)})`}
      </span>
    </div>
  );

  function wordsOf({ status, cause }: Pick<ApiSlotSpan, 'status' | 'cause'>): string {
    const words = text.slotStatus[status];
    return cause === 'none' ? words : `${words}, ${text.slotCause[cause]}`;
  }
}
