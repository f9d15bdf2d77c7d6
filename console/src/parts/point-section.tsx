import type { ApiDevice, ApiPoint, ApiReading } from '@banyu/contracts';
import type { History } from '../history.ts';
import { seriesKey } from '../series-key.ts';
import { useParameterLabel, useWording } from '../services.ts';
import { DeviceLine } from './device-line.tsx';
import { Guide } from './guide.tsx';
import { ReadingCard } from './reading-card.tsx';
import type { Stretch } from './sparkline.tsx';

/** One sampling point: its devices and a card for each sensor, in the order people read parameters. */
export function PointSection({
  plant,
  point,
  devices,
  readings,
  histories,
  stretch,
  blind,
}: {
  plant: string;
  point: ApiPoint;
  devices: readonly ApiDevice[];
  readings: readonly ApiReading[];
  histories: ReadonlyMap<string, History>;
  stretch: Stretch;
  /** The server is out of reach: what the devices do is not known. */
  blind: boolean;
}) {
  const { text } = useWording();
  const labelOf = useParameterLabel();
  const ordered = readings.toSorted((a, b) => labelOf(a.parameter).rank - labelOf(b.parameter).rank);
  const showDevice = new Set(readings.map((reading) => reading.device)).size > 1;
  return (
    <section class="point" aria-labelledby={`point-${point.id}`}>
      <div class="point-head">
        <h2 id={`point-${point.id}`}>
          {point.name}
          {point.compliancePoint && (
            <span class="compliance" title={text.compliancePointHint}>
              {text.compliancePoint}
            </span>
          )}
        </h2>
        {devices.map((device) => (
          <DeviceLine key={device.id} device={device} blind={blind} />
        ))}
      </div>
      <div class="point-body">
        {ordered.length > 0 ? (
          <div class="cards">
            {ordered.map((reading) => (
              <ReadingCard
                key={seriesKey(reading)}
                reading={reading}
                history={histories.get(seriesKey(reading))}
                device={devices.find((device) => device.id === reading.device)}
                showDevice={showDevice}
                stretch={stretch}
              />
            ))}
          </div>
        ) : (
          <EmptyPoint plant={plant} point={point} devices={devices} />
        )}
      </div>
    </section>
  );
}

function EmptyPoint({
  plant,
  point,
  devices,
}: {
  plant: string;
  point: ApiPoint;
  devices: readonly ApiDevice[];
}) {
  const { text } = useWording();
  const [device] = devices;
  if (device === undefined) {
    const command = `banyu device add ${plant}-${point.id} --plant ${plant} --point ${point.id}`;
    return <Guide title={text.noDevice} advice={text.noDeviceAdvice} command={command} />;
  }
  const advice = {
    never: text.noReadingNever,
    online: text.noReadingOnline,
    offline: text.noReadingOffline,
  }[device.connection];
  return (
    <Guide title={text.noReading} advice={advice} command={`banyu/v1/${plant}/${device.id}/telemetry`} />
  );
}
