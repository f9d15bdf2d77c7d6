import type { ApiPoint, ApiReading } from '@banyu/contracts';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { type Concern, type Overview, overviewOf } from '../concerns.ts';
import { staleAfterMs } from '../freshness.ts';
import { useObserved } from '../observable.ts';
import type { PlantState } from '../plant-state.ts';
import { buildRoute } from '../route.ts';
import { seriesKey } from '../series-key.ts';
import { useParameterLabel, useServices, useWording } from '../services.ts';
import { ConnectionIcon, FlagIcon, StaleIcon } from './icon.tsx';
import { useQualityReason } from './quality-mark.tsx';

/** Concerns listed before the rest is only counted. */
const LISTED = 8;

/** What is wrong at the plant, said once and on top; a quiet line when nothing is. */
export function OverviewPanel({
  plantName,
  state,
  points,
  blind,
  aside,
}: {
  plantName: string;
  state: PlantState;
  points: readonly ApiPoint[];
  /** The server is out of reach: that readings grow old is then no news of the plant. */
  blind: boolean;
  aside: string;
}) {
  const { clock } = useServices();
  const { text, format } = useWording();
  const now = useObserved(clock, (time) => Math.floor(time / 1_000) * 1_000);
  const isStale = (key: string, reading: ApiReading) =>
    now - reading.t > staleAfterMs(state.histories.get(key)?.curve);
  const overview = overviewOf([...state.latest.values()], blind ? [] : state.devices, isStale);
  const concerns = blind ? overview.concerns.filter(({ kind }) => kind !== 'stale') : overview.concerns;
  const { sensors, good } = overview;
  const title = `${concerns.length > 0 ? `(${concerns.length}) ` : ''}${plantName} · Banyu`;
  useEffect(() => {
    document.title = title;
  }, [title]);
  if (sensors === 0) return null;
  const rest = concerns.length - LISTED;
  return (
    <section class={concerns.length > 0 ? 'overview troubled' : 'overview'} aria-label={text.attention}>
      {(!blind || concerns.length > 0) && <Summary overview={{ sensors, good, concerns }} />}
      <p class="aside">
        {concerns.length > 0 && `${text.goodOf(format.count(good), format.count(sensors))} · `}
        {aside}
      </p>
      {concerns.length > 0 && (
        <ul>
          {concerns.slice(0, LISTED).map((concern) => (
            <ConcernItem key={concernKey(concern)} concern={concern} points={points} />
          ))}
          {rest > 0 && <li class="more">{text.more(format.count(rest))}</li>}
        </ul>
      )}
    </section>
  );
}

/** Read aloud when it changes, and only then: it holds no ages. */
function Summary({ overview }: { overview: Overview }) {
  const { text, format } = useWording();
  const { sensors, good, concerns } = overview;
  if (concerns.length === 0) {
    return (
      <p class="summary" role="status">
        <FlagIcon flag={good === sensors ? 1 : 2} />
        {good === sensors
          ? text.allGood(format.count(sensors))
          : text.goodOf(format.count(good), format.count(sensors))}
      </p>
    );
  }
  return (
    <p class="summary" role="status">
      {text.attention}: {format.count(concerns.length)}
    </p>
  );
}

function ConcernItem({ concern, points }: { concern: Concern; points: readonly ApiPoint[] }) {
  const { text, format } = useWording();
  const labelOf = useParameterLabel();
  const reasonOf = useQualityReason();
  const pointName = (id: string) => points.find((point) => point.id === id)?.name ?? id;
  if (concern.kind === 'device-offline' || concern.kind === 'device-silent') {
    const { device } = concern;
    const what =
      concern.kind === 'device-offline'
        ? text.deviceOffline
        : text.deviceSilent(format.count(concern.stale.length));
    return (
      <Item
        kind={concern.kind}
        icon={<ConnectionIcon online={false} />}
        where={`${pointName(device.point)} · ${device.name}`}
        what={what}
      />
    );
  }
  const { reading, kind } = concern;
  const where = `${pointName(reading.point)} · ${labelOf(reading.parameter).name}`;
  const what =
    kind === 'stale'
      ? text.staleLong
      : [text.flag[reading.flag], reasonOf(reading)].filter(Boolean).join(': ');
  const icon = kind === 'stale' ? <StaleIcon /> : <FlagIcon flag={reading.flag} />;
  const href = buildRoute({ plant: reading.plant, trend: reading, range: '1h' });
  return <Item kind={kind} icon={icon} where={where} what={what} href={href} />;
}

function Item({
  kind,
  icon,
  where,
  what,
  href,
}: {
  kind: Concern['kind'];
  icon: ComponentChildren;
  where: string;
  what: string;
  href?: string;
}) {
  const content = (
    <>
      {icon}
      <span>
        <strong>{where}</strong> {what}
      </span>
    </>
  );
  return (
    <li class={`concern ${kind}`}>
      {href === undefined ? <span>{content}</span> : <a href={href}>{content}</a>}
    </li>
  );
}

function concernKey(concern: Concern): string {
  return 'reading' in concern ? seriesKey(concern.reading) : concern.device.id;
}
