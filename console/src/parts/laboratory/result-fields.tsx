import type { ApiParameter, NewResult, ParameterId } from '@banyu/contracts';
import { useParameters, useWording } from '../../services.ts';
import { CloseIcon } from '../icon.tsx';
import { Choice, Field, TextInput } from './field.tsx';

/** What stands in a result's fields. */
export interface ResultDraft {
  readonly parameter: ParameterId;
  readonly value: string;
  readonly unit: string;
  readonly method: string;
  readonly detectionLimit: string;
  /** Of a result that was there: what the fields do not show, in its unit. */
  readonly kept?: KeptFacts;
}

export type KeptFacts = Pick<NewResult, 'uncertainty' | 'quantificationLimit' | 'note'> & {
  readonly unit: string;
};

export const EMPTY_RESULT: ResultDraft = {
  ...{ parameter: 'cod', value: '', unit: 'mg/L', method: '', detectionLimit: '' },
};

/** A sample's results, one line each. */
export function ResultFields({
  results,
  onChange,
}: {
  results: readonly ResultDraft[];
  onChange: (results: readonly ResultDraft[]) => void;
}) {
  const { text, language } = useWording();
  const { laboratory } = text;
  const parameters = useParameters();
  const change = (index: number, part: Partial<ResultDraft>) =>
    onChange(results.map((result, i) => (i === index ? { ...result, ...part } : result)));
  const choose = (index: number, known: ApiParameter | undefined) => {
    if (known === undefined) return;
    change(index, { parameter: known.id, unit: known.id === 'ph' ? '' : known.symbol });
  };
  const names = [...parameters.values()].map(({ id, name }) => [id, name[language]] as const);
  const free = [...parameters.values()].find(({ id }) => !results.some(({ parameter }) => parameter === id));
  return (
    <fieldset class="lines">
      <legend>{laboratory.results}</legend>
      {results.map((result, index) => (
        <div class="entry-line" key={index}>
          <Field label={laboratory.parameter}>
            <Choice
              value={result.parameter}
              options={names}
              onChange={(id) => choose(index, parameters.get(id))}
            />
          </Field>
          <Field label={laboratory.value} hint={laboratory.valueHint}>
            <TextInput
              required
              maxLength={24}
              value={result.value}
              onChange={(value) => change(index, { value })}
            />
          </Field>
          <Field label={laboratory.unit}>
            <TextInput maxLength={40} value={result.unit} onChange={(unit) => change(index, { unit })} />
          </Field>
          <Field label={laboratory.method} optional>
            <TextInput
              placeholder="SNI …"
              value={result.method}
              onChange={(method) => change(index, { method })}
            />
          </Field>
          <Field label={laboratory.detectionLimit} optional>
            <TextInput
              maxLength={24}
              value={result.detectionLimit}
              onChange={(detectionLimit) => change(index, { detectionLimit })}
            />
          </Field>
          {results.length > 1 && (
            <button
              type="button"
              class="icon-button"
              aria-label={laboratory.remove}
              title={laboratory.remove}
              onClick={() => onChange(results.filter((_, i) => i !== index))}
            >
              <CloseIcon />
            </button>
          )}
        </div>
      ))}
      {free !== undefined && (
        <button
          type="button"
          class="plain-button"
          onClick={() =>
            onChange([
              ...results,
              { ...EMPTY_RESULT, parameter: free.id, unit: free.id === 'ph' ? '' : free.symbol },
            ])
          }
        >
          {laboratory.addResult}
        </button>
      )}
    </fieldset>
  );
}
