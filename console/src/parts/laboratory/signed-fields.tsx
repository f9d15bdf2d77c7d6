import { useState } from 'preact/hooks';
import type { Signed } from '../../api/laboratory.ts';
import { useServices, useWording } from '../../services.ts';
import { Field, TextInput } from './field.tsx';

/** Who makes a change and why; the name is remembered on this screen. */
export function useSigned(): readonly [Signed, (signed: Signed) => void] {
  const { preferences } = useServices();
  return useState<Signed>({ by: preferences.person ?? '', why: '', evidence: '' });
}

export function SignedFields({
  signed,
  onChange,
  evidence = false,
}: {
  signed: Signed;
  onChange: (signed: Signed) => void;
  /** Whether a document is asked for. */
  evidence?: boolean;
}) {
  const { text } = useWording();
  const { laboratory } = text;
  return (
    <div class="fields">
      <Field label={laboratory.by}>
        <TextInput required value={signed.by} onChange={(by) => onChange({ ...signed, by })} />
      </Field>
      <Field label={laboratory.why} hint={laboratory.whyHint}>
        <TextInput
          required
          maxLength={2_000}
          value={signed.why}
          onChange={(why) => onChange({ ...signed, why })}
        />
      </Field>
      {evidence && (
        <Field label={laboratory.evidence} optional>
          <TextInput
            maxLength={500}
            value={signed.evidence ?? ''}
            onChange={(document) => onChange({ ...signed, evidence: document })}
          />
        </Field>
      )}
    </div>
  );
}

/** As the API takes it: an empty document is none. */
export function signedForApi({ by, why, evidence = '' }: Signed): Signed {
  return { by, why, ...(evidence.trim() !== '' && { evidence }) };
}
