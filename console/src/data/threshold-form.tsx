import type { ApiPlant, ApiQualityInForce, ApiQualitySet } from '@banyu/contracts';
import type { Answer } from '../api/client.ts';
import { useParameterLabel, useServices, useWording } from '../services.ts';
import { Choice, NumberField } from './fields.tsx';
import { type Signed, SignedForm } from './signed-form.tsx';
import { changedTests, THRESHOLD_TESTS, type ThresholdUnit, thresholdsOf } from './thresholds.ts';

/** The thresholds of a series to look at and to change, from a time of the readings on (Unix ms, default: now). */
export function ThresholdForm({
  plant,
  series: { point, device, parameter },
  from,
  inForce: { settings, of },
  onSet,
}: {
  plant: ApiPlant;
  series: { readonly point: string; readonly device: string; readonly parameter: string };
  from: number | undefined;
  inForce: ApiQualityInForce;
  onSet: (set: ApiQualitySet) => void;
}) {
  const { api, clock } = useServices();
  const { text } = useWording();
  const { data } = text;
  const unit = useParameterLabel()(parameter).unit;
  const save = async (signed: Signed, fields: FormData): Promise<Answer<ApiQualitySet>> => {
    const changed = changedTests(settings, (test, place) => String(fields.get(`${test}.${place}`) ?? ''));
    if (Object.keys(changed).length === 0) return { status: 'problem', detail: data.nothingChanged };
    const named = fields.get('scope') === 'device' ? device : undefined;
    // A version replaces what its scope changed before: that is said again.
    const before = of.find(
      ({ scope }) => scope.point === point && scope.device === named && scope.parameter === parameter,
    );
    const answer = await api.change<ApiQualitySet>(plant.id, 'quality/settings', {
      scope: { point, parameter, ...(named !== undefined && { device: named }) },
      settings: { ...before?.settings, ...changed },
      ...(from !== undefined && { validFrom: from, backdated: fields.has('backdated') }),
      ...signed,
    });
    if (answer.status === 'ok') onSet(answer.value);
    return answer;
  };
  const suffixOf: Readonly<Record<ThresholdUnit, string>> = {
    ...{ value: unit, perMinute: `${unit || '1'}/${data.minute}` },
    ...{ minutes: data.minute, seconds: data.second, readings: '' },
  };
  const labelled = (label: string, shown: string) => (shown === '' ? label : `${label} (${shown})`);
  return (
    <SignedForm label={data.save} onSave={save} onDone={() => undefined}>
      {THRESHOLD_TESTS.map((test) => (
        <fieldset key={test} class="thresholds">
          <legend>{data.settingsOf[test]}</legend>
          {thresholdsOf(settings, test).map(({ place, unit: shownAs, text: value }) => (
            <NumberField
              key={place}
              name={`${test}.${place}`}
              label={labelled(data.threshold[place] ?? place, suffixOf[shownAs])}
              value={value}
              ifEmpty={data.off}
            />
          ))}
        </fieldset>
      ))}
      <p class="about">{data.othersHold}</p>
      <Choice
        name="scope"
        label={data.holdsFor}
        options={[
          ['point', data.everyDevice],
          ['device', device],
        ]}
      />
      {from !== undefined && from < clock.get() && (
        <label class="tick">
          <input name="backdated" type="checkbox" />
          {data.backdated}
        </label>
      )}
    </SignedForm>
  );
}
