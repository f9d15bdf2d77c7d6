import { useState } from 'preact/hooks';
import type { Answer } from '../api/client.ts';
import { type Signed, SignedForm } from './signed-form.tsx';

/** A button that asks who and why before it does what it says. */
export function Action({
  label,
  onSave,
  onDone,
}: {
  label: string;
  onSave: (signed: Signed) => Promise<Answer<unknown>>;
  onDone: () => void;
}) {
  const [open, setOpen] = useState(false);
  if (!open) {
    return (
      <button type="button" class="plain-button" onClick={() => setOpen(true)}>
        {label}
      </button>
    );
  }
  return (
    <SignedForm
      label={label}
      onSave={(signed) => onSave(signed)}
      onDone={() => {
        setOpen(false);
        onDone();
      }}
      onCancel={() => setOpen(false)}
    />
  );
}
