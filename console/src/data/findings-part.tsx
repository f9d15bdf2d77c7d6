import type { ApiPlant, ApiPlantFinding, ApiPlantFindingList } from '@banyu/contracts';
import { useParameterLabel, useServices, useWording } from '../services.ts';
import { LoadedView } from './loaded-view.tsx';
import { useLoaded } from './use-loaded.ts';

const DAYS_BACK = 30;
const DAY_MS = 86_400_000;

/** Which devices of a plant contradict each other, the latest first: where an operator looks for a sensor that lies. */
export function FindingsPart({ plant }: { plant: ApiPlant }) {
  const { api, clock } = useServices();
  const { text } = useWording();
  const loaded = useLoaded(`findings/${plant.id}`, () => {
    const query = new URLSearchParams({ from: String(clock.get() - DAYS_BACK * DAY_MS), limit: '1000' });
    return api.ofPlant<ApiPlantFindingList>(plant.id, `quality/findings?${query}`);
  });
  return (
    <LoadedView loaded={loaded}>
      {({ findings }) => (
        <ul class="entries">
          {findings.length === 0 && <li class="none">{text.data.noFinding(DAYS_BACK)}</li>}
          {findings.map((finding) => (
            <FindingEntry key={keyOf(finding)} plant={plant} finding={finding} />
          ))}
        </ul>
      )}
    </LoadedView>
  );
}

function keyOf({ check, parameter, from, side, other }: ApiPlantFinding): string {
  return [check, parameter, from, side.point, side.device, other.point, other.device].join('/');
}

function FindingEntry({ plant, finding }: { plant: ApiPlant; finding: ApiPlantFinding }) {
  const { text, format } = useWording();
  const labelOf = useParameterLabel();
  const { check, parameter, from, to, side, other, limit } = finding;
  const label = labelOf(parameter);
  const unit = check === 'flow-balance' ? 'm³' : label.unit;
  const figure = (value: number) => `${format.value(value, label.decimals)} ${unit}`.trimEnd();
  return (
    <li>
      <div class="entry-what">
        <strong>{text.data.findingOf[check]}</strong> {label.name}
      </div>
      <div>{`${format.moment(from)} – ${format.moment(to)}`}</div>
      <div class="entry-why">
        <Side plant={plant} side={side} value={figure(side.value)} />
        <Side plant={plant} side={other} value={figure(other.value)} />
        {text.data.findingLimit[check](figure(limit))}
      </div>
      <div class="entry-actions" />
    </li>
  );
}

function Side({ plant, side, value }: { plant: ApiPlant; side: ApiPlantFinding['side']; value: string }) {
  const { text } = useWording();
  const point = plant.points.find(({ id }) => id === side.point)?.name ?? side.point;
  return (
    <em>
      {`${point} · ${side.device}: ${value}`}
      {` (${side.marked === undefined ? text.data.sideSpokenFor : text.data.sideSuspect})`}
    </em>
  );
}
