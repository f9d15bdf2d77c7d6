import type { ApiPlant, CorrectionKind, NewCorrection } from '@banyu/contracts';
import { useState } from 'preact/hooks';
import { instantIn } from '../laboratory/local-instant.ts';
import { useServices, useWording } from '../services.ts';
import { Choice, InstantField, NumberField } from './fields.tsx';
import { SignedForm } from './signed-form.tsx';
import { useSeriesChoice } from './use-series-choice.ts';

const KINDS = ['offset', 'gain', 'drift', 'exclusion', 'estimate'] as const;
const CAUSES = ['other', 'fouling', 'calibration-drift'] as const;
const METHODS = ['linear', 'last-good-week', 'mean-of-hour'] as const;

/** A form for a correction of every kind there is, over a period of one series. */
export function NewCorrectionForm({ plant, onDone }: { plant: ApiPlant; onDone: () => void }) {
  const { api } = useServices();
  const { text } = useWording();
  const [kind, setKind] = useState<(typeof KINDS)[number]>('offset');
  const { data } = text;
  const options = useSeriesChoice(plant);
  return (
    <details class="new">
      <summary>{data.addCorrection}</summary>
      <SignedForm
        label={data.save}
        onDone={onDone}
        onSave={(signed, fields) => {
          const [point, device, parameter] = String(fields.get('series')).split('/');
          const instant = (name: string) => instantIn(String(fields.get(name)), plant.timeZone);
          const body = { point, device, parameter, from: instant('from'), to: instant('to') };
          return api.change(plant.id, 'corrections', { ...body, what: kindIn(kind, fields), ...signed });
        }}
      >
        <Choice name="series" label={data.series} options={options} />
        <Choice
          name="kind"
          label={data.kind}
          value={kind}
          options={KINDS.map((each) => [each, data.correctionKind[each]])}
          onChoose={(chosen) => setKind(KINDS.find((each) => each === chosen) ?? 'offset')}
        />
        {kind === 'offset' && <NumberField name="add" label={data.add} />}
        {kind === 'gain' && <NumberField name="factor" label={data.factor} value="1" />}
        {kind === 'drift' && (
          <>
            <NumberField name="addAtStart" label={data.addAtStart} value="0" />
            <NumberField name="addAtEnd" label={data.addAtEnd} />
            <NumberField name="factorAtStart" label={data.factorAtStart} value="1" />
            <NumberField name="factorAtEnd" label={data.factorAtEnd} value="1" />
          </>
        )}
        {kind !== 'exclusion' && kind !== 'estimate' && (
          <Choice
            name="cause"
            label={data.cause}
            options={CAUSES.map((cause) => [cause, data.causes[cause]])}
          />
        )}
        {kind === 'estimate' && (
          <>
            <Choice
              name="method"
              label={data.method}
              options={METHODS.map((method) => [method, text.estimateMethod[method]])}
            />
            <NumberField name="step" label={data.step} value="2" />
          </>
        )}
        <InstantField name="from" label={data.from} />
        <InstantField name="to" label={data.to} />
      </SignedForm>
    </details>
  );
}

function kindIn(kind: CorrectionKind['kind'], fields: FormData): NewCorrection['what'] {
  const number = (name: string) => Number(fields.get(name));
  const cause = CAUSES.find((known) => known === fields.get('cause')) ?? 'other';
  switch (kind) {
    case 'offset':
      return { kind, cause, add: number('add') };
    case 'gain':
      return { kind, cause, factor: number('factor') };
    case 'drift':
      return {
        ...{ kind, cause, addAtStart: number('addAtStart'), addAtEnd: number('addAtEnd') },
        ...{ factorAtStart: number('factorAtStart'), factorAtEnd: number('factorAtEnd') },
      };
    case 'exclusion':
      return { kind };
    case 'estimate': {
      const method = METHODS.find((known) => known === fields.get('method')) ?? 'linear';
      return { kind, method, stepMs: Math.round(number('step') * 60_000) };
    }
  }
}
