import type { ApiPlant, ApiReject, ApiRepairPreview } from '@banyu/contracts';
import { useRef, useState } from 'preact/hooks';
import type { Answer } from '../api/client.ts';
import { useParameterLabel, useServices, useWording } from '../services.ts';
import { Choice } from './fields.tsx';
import { sentNames } from './sent-names.ts';
import { SignedForm } from './signed-form.tsx';
import { useParameterChoice } from './use-parameter-choice.ts';

/** Says what a reject meant: shows what would come of it, and submits it. */
export function RepairForm({
  plant,
  reject,
  onDone,
  onCancel,
}: {
  plant: ApiPlant;
  reject: ApiReject;
  onDone: () => void;
  onCancel: () => void;
}) {
  const { api } = useServices();
  const { text } = useWording();
  const parameters = useParameterChoice();
  const [preview, setPreview] = useState<Answer<ApiRepairPreview>>();
  const fields = useRef<HTMLDivElement>(null);
  const { data } = text;
  const names = sentNames(reject);
  const path = `rejects/${reject.id}`;
  const look = async () => {
    const form = fields.current?.closest('form');
    if (form === null || form === undefined) return;
    setPreview(await api.change(plant.id, `${path}/preview`, repairIn(names, new FormData(form))));
  };
  return (
    <SignedForm
      label={data.submitRepair}
      onDone={onDone}
      onCancel={onCancel}
      onSave={(signed, form) =>
        api.change(plant.id, `${path}/repair`, { repair: repairIn(names, form), ...signed })
      }
    >
      <div ref={fields} class="fields repair">
        {names.map((name) => {
          const known = parameters.find(([id]) => id === name);
          return (
            <div key={name} class="named">
              <Choice
                name={`means:${name}`}
                label={data.means(name)}
                options={[
                  known === undefined ? (['-', data.leaveOut] as const) : (['', known[1]] as const),
                  ...parameters.filter(([id]) => id !== name),
                  ...(known === undefined ? [] : [['-', data.leaveOut] as const]),
                ]}
              />
              <label>
                {data.unit}
                <input name={`unit:${name}`} maxLength={32} placeholder={data.optional} />
              </label>
              <label>
                {data.factor}
                <input name={`factor:${name}`} type="number" step="any" placeholder="1" inputMode="decimal" />
              </label>
            </div>
          );
        })}
        <label>
          {data.shift}
          <input name="shift" type="number" step="1" placeholder="0" inputMode="numeric" />
        </label>
        <label class="tick">
          <input name="comma" type="checkbox" />
          {data.decimalComma}
        </label>
        <label class="tick">
          <input name="seconds" type="checkbox" />
          {data.seconds}
        </label>
        <button type="button" class="plain-button" onClick={() => void look()}>
          {data.preview}
        </button>
      </div>
      {preview !== undefined && <Preview preview={preview} />}
    </SignedForm>
  );
}

function Preview({ preview }: { preview: Answer<ApiRepairPreview> }) {
  const { text, format } = useWording();
  const labelOf = useParameterLabel();
  if (preview.status !== 'ok') {
    const detail = preview.status === 'problem' ? preview.detail : text.data.unreachable;
    return (
      <p class="refused" role="alert">
        {detail}
      </p>
    );
  }
  const { readings, problems } = preview.value;
  return (
    <div class="preview" role="status">
      <ul>
        {readings.map(({ parameter, t, value, verdict, stored }) => {
          const { name, unit, decimals } = labelOf(parameter);
          const shown = `${name} ${format.value(value, decimals)} ${unit}`.trim();
          return (
            <li key={`${parameter}/${t}`}>
              <strong>{shown}</strong> {format.dateTime(t)} · {text.data.verdict[verdict]}
              {verdict === 'conflict' && ` (${format.value(stored, decimals)})`}
            </li>
          );
        })}
      </ul>
      {problems.length > 0 && (
        <p class="refused">
          <strong>{text.data.inTheWay}:</strong> {problems.join('; ')}
        </p>
      )}
    </div>
  );
}

/** The repair that the form's fields say. */
function repairIn(names: readonly string[], form: FormData): object {
  const filled = (prefix: string) =>
    names.flatMap((name) => {
      const value = String(form.get(`${prefix}:${name}`) ?? '').trim();
      return value === '' ? [] : [[name, value] as const];
    });
  const meanings = filled('means');
  return {
    parameters: Object.fromEntries(meanings.filter(([, meaning]) => meaning !== '-')),
    leaveOut: meanings.filter(([, meaning]) => meaning === '-').map(([name]) => name),
    units: Object.fromEntries(filled('unit')),
    factors: Object.fromEntries(filled('factor').map(([name, factor]) => [name, Number(factor)])),
    decimalComma: form.get('comma') !== null,
    timeIn: form.get('seconds') === null ? 'ms' : 's',
    shiftMs: Number(form.get('shift') ?? 0) * 1_000,
  };
}
