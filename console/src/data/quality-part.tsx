import type { ApiPlant, ApiQualityInForce, ApiQualitySet, ApiQualityVersion } from '@banyu/contracts';
import { useState } from 'preact/hooks';
import { instantIn } from '../laboratory/local-instant.ts';
import { useParameterLabel, useServices, useWording } from '../services.ts';
import { Action } from './action.tsx';
import { Choice } from './fields.tsx';
import { LoadedView } from './loaded-view.tsx';
import { ThresholdForm } from './threshold-form.tsx';
import { useLoaded } from './use-loaded.ts';
import { useSeriesChoice } from './use-series-choice.ts';

/** What judges the readings of a series: chosen with a time, shown, and set from that time on. */
export function QualityPart({ plant }: { plant: ApiPlant }) {
  const { text } = useWording();
  const { data } = text;
  const options = useSeriesChoice(plant);
  const [chosen, setChosen] = useState<string>();
  const [local, setLocal] = useState('');
  const series = chosen ?? options[0]?.[0];
  return (
    <>
      <div class="fields chosen">
        <Choice
          name="series"
          label={data.series}
          options={options}
          onChoose={setChosen}
          {...(series !== undefined && { value: series })}
        />
        <label>
          {data.validFrom}
          <input
            name="validFrom"
            type="datetime-local"
            value={local}
            onChange={(event) => setLocal(event.currentTarget.value)}
          />
        </label>
      </div>
      {series !== undefined && (
        <InForce key={series} plant={plant} series={series} from={instantIn(local, plant.timeZone)} />
      )}
    </>
  );
}

/** `from`: Unix ms; now where it is left out. */
function InForce({ plant, series, from }: { plant: ApiPlant; series: string; from: number | undefined }) {
  const { api } = useServices();
  const { text } = useWording();
  const [due, setDue] = useState<NonNullable<ApiQualitySet['due']>>();
  const [point = '', device = '', parameter = ''] = series.split('/');
  const query = new URLSearchParams({ point, device, parameter });
  if (from !== undefined) query.set('at', String(from));
  const loaded = useLoaded(`quality/${plant.id}/${query}`, () =>
    api.ofPlant<ApiQualityInForce>(plant.id, `quality/in-force?${query}`),
  );
  return (
    <>
      {due !== undefined && <JudgeAgain plant={plant} due={due} onDone={() => setDue(undefined)} />}
      <LoadedView loaded={loaded}>
        {(inForce) => (
          <>
            <ThresholdForm
              key={`${inForce.version}/${from}`}
              plant={plant}
              series={{ point, device, parameter }}
              from={from}
              inForce={inForce}
              onSet={(set) => {
                setDue(set.due ?? undefined);
                loaded.reload();
              }}
            />
            <h2>{text.data.madeOf}</h2>
            <ul class="entries">
              {inForce.of.length === 0 && <li class="none">{text.data.defaultsHold}</li>}
              {inForce.of.map((version) => (
                <VersionEntry key={version.version} plant={plant} version={version} />
              ))}
            </ul>
          </>
        )}
      </LoadedView>
    </>
  );
}

function JudgeAgain({
  plant,
  due,
  onDone,
}: {
  plant: ApiPlant;
  due: NonNullable<ApiQualitySet['due']>;
  onDone: () => void;
}) {
  const { api } = useServices();
  const { text, format } = useWording();
  const { plant: _, ...scope } = due.scope;
  const period = { from: due.from, to: due.to };
  return (
    <ul class="entries">
      <li>
        <div class="entry-what">{text.data.judgedByOthers}</div>
        <div>{`${format.moment(due.from)} – ${format.moment(due.to)}`}</div>
        <div class="entry-why" />
        <div class="entry-actions">
          <Action
            label={text.data.judgeAgain}
            onSave={(signed) => api.change(plant.id, 'requalifications', { ...scope, ...period, ...signed })}
            onDone={onDone}
          />
        </div>
      </li>
    </ul>
  );
}

function VersionEntry({ plant, version }: { plant: ApiPlant; version: ApiQualityVersion }) {
  const { text, format } = useWording();
  const labelOf = useParameterLabel();
  const { scope, settings, validFrom, recordedBy, why } = version;
  const point = plant.points.find((known) => known.id === scope.point)?.name ?? scope.point;
  const where = [
    point ?? text.data.wholePlant,
    scope.device,
    scope.parameter === undefined ? text.data.all : labelOf(scope.parameter).name,
  ];
  return (
    <li>
      <div class="entry-what">
        <strong>{where.filter(Boolean).join(' · ')}</strong>{' '}
        {settings === null ? text.data.nothingDiffers : Object.keys(settings).map(testName).join(', ')}
      </div>
      <div>{text.data.since(format.moment(validFrom))}</div>
      <div class="entry-why">{`${recordedBy}: ${why}`}</div>
      <div class="entry-actions" />
    </li>
  );

  function testName(key: string): string {
    const names: Readonly<Record<string, string>> = text.data.settingsOf;
    return names[key] ?? key;
  }
}
