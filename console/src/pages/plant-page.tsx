import type { ApiPlant, ApiPoint } from '@banyu/contracts';
import { useEffect, useState } from 'preact/hooks';
import { useObserved } from '../observable.ts';
import { Board } from '../parts/board.tsx';
import { CompletenessPanel } from '../parts/completeness-panel.tsx';
import { FeedNotice } from '../parts/feed-notice.tsx';
import { GapList } from '../parts/gap-list.tsx';
import { Guide } from '../parts/guide.tsx';
import { Header } from '../parts/header.tsx';
import { OverviewPanel } from '../parts/overview-panel.tsx';
import { PointSection } from '../parts/point-section.tsx';
import { TrendDialog } from '../parts/trend-dialog.tsx';
import { useSlots } from '../parts/use-slots.ts';
import { PlantLive, SMALL_TREND_MS } from '../plant-live.ts';
import type { PlantState } from '../plant-state.ts';
import { DEFAULT_RANGE } from '../route.ts';
import { useServices, useWording } from '../services.ts';

/** The small trends share one stretch of time; on a young plant it is shorter, but not shorter than this. */
const SHORTEST_WINDOW_MS = 10 * 60_000;

/** How often the small trends move on when nothing comes. */
const WINDOW_STEP_MS = 10_000;

/** A plant and its water's way through it, live. */
export function PlantPage({ plant, plants }: { plant: ApiPlant; plants: readonly ApiPlant[] }) {
  const { api, clock, preferences } = useServices();
  const [live, setLive] = useState<PlantLive>();
  useEffect(() => {
    preferences.rememberPlant(plant.id);
    const opened = new PlantLive(plant.id, api, () => clock.get());
    setLive(opened);
    return () => opened.close();
  }, [plant.id]);
  return (
    <>
      <Header plants={plants} plant={plant} live={live} />
      {live !== undefined && <PlantBoard plant={plant} live={live} />}
    </>
  );
}

function PlantBoard({ plant, live }: { plant: ApiPlant; live: PlantLive }) {
  const { clock, router } = useServices();
  const { text, format } = useWording();
  const state = useObserved(live.state, (value) => value);
  const route = useObserved(router.route, (value) => value);
  const to = useObserved(clock, (now) => Math.ceil(now / WINDOW_STEP_MS) * WINDOW_STEP_MS);
  const blind = useObserved(live.feed, (feed) => feed.kind === 'unreachable');
  const expected = useSlots(plant.id);
  const from = windowStart(state, to);
  const points = pointsOf(plant, state);
  const readings = [...state.latest.values()];
  // What was known stays in view when a later load fails.
  const known = state.load.status === 'ready' || readings.length > 0;
  const bare = state.devices.length === 0 && readings.length === 0;
  const example = plant.points.find((point) => point.compliancePoint) ?? plant.points[0];
  return (
    <main class="page">
      <FeedNotice live={live} />
      <OverviewPanel
        plantName={plant.name}
        state={state}
        points={plant.points}
        blind={blind}
        aside={text.sparklinesSince(format.time(from))}
      />
      {known && expected !== undefined && <GapList gaps={expected.gaps} devices={state.devices} />}
      {state.load.status === 'loading' && !known && <p class="loading">{text.loading}</p>}
      {known && example === undefined && (
        <Guide
          title={text.noPoint}
          advice={text.noDeviceAdvice}
          command={`banyu point add ${plant.id} effluent`}
        />
      )}
      {known && bare && example !== undefined && (
        <Guide
          title={text.noDevice}
          advice={text.noDeviceAdvice}
          command={`banyu device add ${plant.id}-${example.id} --plant ${plant.id} --point ${example.id}`}
        />
      )}
      {known && !bare && (
        <Board points={points.length}>
          {points.map((point) => (
            <PointSection
              key={point.id}
              plant={plant.id}
              point={point}
              devices={state.devices.filter((device) => device.point === point.id)}
              readings={readings.filter((reading) => reading.point === point.id)}
              histories={state.histories}
              stretch={{ from, to }}
              blind={blind}
            />
          ))}
        </Board>
      )}
      {known && !bare && expected !== undefined && (
        <CompletenessPanel plant={plant} devices={state.devices} slots={expected.slots} />
      )}
      {known && route.trend !== undefined && (
        <TrendDialog
          key={`${route.trend.point}/${route.trend.device}/${route.trend.parameter}`}
          plant={plant}
          live={live}
          state={state}
          series={route.trend}
          range={route.range ?? DEFAULT_RANGE}
          values={route.values ?? 'raw'}
          blind={blind}
        />
      )}
    </main>
  );
}

/** The plant's points as the water flows, then any that readings name and the plant does not know (any more). */
function pointsOf(plant: ApiPlant, state: PlantState): ApiPoint[] {
  const known = new Set(plant.points.map((point) => point.id));
  const others = new Set(
    [...state.latest.values()].map((reading) => reading.point).filter((id) => !known.has(id)),
  );
  return [...plant.points, ...[...others].map((id) => ({ id, name: id, compliancePoint: false }))];
}

/** Where the small trends begin: the whole stretch, or from the first reading on while the plant is young. */
function windowStart(state: PlantState, to: number): number {
  let first = to - SHORTEST_WINDOW_MS;
  for (const { curve } of state.histories.values()) {
    const begin = curve?.mode === 'aggregated' ? curve.buckets[0]?.t : curve?.points[0]?.t;
    if (begin !== undefined) first = Math.min(first, begin);
  }
  return Math.max(first, to - SMALL_TREND_MS);
}
