import { useWording } from '../../services.ts';
import { CloseIcon } from '../icon.tsx';
import { Field, TextInput, TimeInput } from './field.tsx';

/** What stands in a hand-over's fields. */
export interface CustodyDraft {
  readonly at: string;
  readonly from: string;
  readonly to: string;
  readonly note: string;
}

export const EMPTY_CUSTODY: CustodyDraft = { at: '', from: '', to: '', note: '' };

/** Who handed the sample to whom. */
export function CustodyFields({
  custody,
  onChange,
  onAdd,
}: {
  custody: readonly CustodyDraft[];
  onChange: (custody: readonly CustodyDraft[]) => void;
  onAdd: () => void;
}) {
  const { text } = useWording();
  const { laboratory } = text;
  const change = (index: number, part: Partial<CustodyDraft>) =>
    onChange(custody.map((entry, i) => (i === index ? { ...entry, ...part } : entry)));
  return (
    <fieldset class="lines">
      <legend>{laboratory.custody}</legend>
      {custody.map((entry, index) => (
        <div class="entry-line" key={index}>
          <Field label={laboratory.custodyAt}>
            <TimeInput required value={entry.at} onChange={(at) => change(index, { at })} />
          </Field>
          <Field label={laboratory.custodyFrom}>
            <TextInput required value={entry.from} onChange={(from) => change(index, { from })} />
          </Field>
          <Field label={laboratory.custodyTo}>
            <TextInput required value={entry.to} onChange={(to) => change(index, { to })} />
          </Field>
          <Field label={laboratory.custodyNote} optional>
            <TextInput value={entry.note} onChange={(note) => change(index, { note })} />
          </Field>
          <button
            type="button"
            class="icon-button"
            aria-label={laboratory.remove}
            title={laboratory.remove}
            onClick={() => onChange(custody.filter((_, i) => i !== index))}
          >
            <CloseIcon />
          </button>
        </div>
      ))}
      <button type="button" class="plain-button" onClick={onAdd}>
        {laboratory.addCustody}
      </button>
    </fieldset>
  );
}
