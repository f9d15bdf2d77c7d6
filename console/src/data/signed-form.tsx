import type { ComponentChildren, TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import type { Answer } from '../api/client.ts';
import { useServices, useWording } from '../services.ts';

/** Who asks for a change and why, as every change has it. */
export interface Signed {
  readonly by: string;
  readonly why: string;
  readonly evidence?: string;
}

/** A form of a change: its own fields, then who and why. What the server objects to is shown in its words. */
export function SignedForm({
  label,
  onSave,
  onDone,
  onCancel,
  children,
}: {
  label: string;
  onSave: (signed: Signed, fields: FormData) => Promise<Answer<unknown>>;
  onDone: () => void;
  onCancel?: () => void;
  children?: ComponentChildren;
}) {
  const { preferences } = useServices();
  const { text } = useWording();
  const [state, setState] = useState<'open' | 'saving' | { readonly refused: string }>('open');
  const save = async (form: HTMLFormElement) => {
    const fields = new FormData(form);
    const [by, why, evidence] = ['by', 'why', 'evidence'].map((name) =>
      String(fields.get(name) ?? '').trim(),
    );
    const signed = {
      by: by ?? '',
      why: why ?? '',
      ...(evidence !== '' && evidence !== undefined && { evidence }),
    };
    preferences.rememberPerson(signed.by);
    setState('saving');
    const answer = await onSave(signed, fields);
    switch (answer.status) {
      case 'ok':
        setState('open');
        form.reset();
        onDone();
        break;
      case 'problem':
        setState({ refused: answer.detail });
        break;
      case 'unreachable':
        setState({ refused: text.data.unreachable });
        break;
    }
  };
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void save(event.currentTarget);
  };
  return (
    <form class="signed" onSubmit={submit}>
      {children !== undefined && <div class="fields">{children}</div>}
      <div class="fields">
        <label>
          {text.data.by}
          <input
            name="by"
            required
            maxLength={120}
            defaultValue={preferences.person ?? ''}
            autocomplete="name"
          />
        </label>
        <label class="wide">
          {text.data.why}
          <input name="why" required maxLength={2_000} placeholder={text.data.whyHint} />
        </label>
        <label>
          {text.data.evidence}
          <input name="evidence" maxLength={500} placeholder={text.data.optional} />
        </label>
      </div>
      {typeof state === 'object' && (
        <p class="refused" role="alert">
          <strong>{text.data.refused}</strong> {state.refused}
        </p>
      )}
      <div class="form-actions">
        <button type="submit" class="plain-button strong" disabled={state === 'saving'}>
          {state === 'saving' ? text.data.saving : label}
        </button>
        {onCancel !== undefined && (
          <button type="button" class="plain-button" onClick={onCancel}>
            {text.data.cancel}
          </button>
        )}
      </div>
    </form>
  );
}
