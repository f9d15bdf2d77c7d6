import type { ComponentChildren } from 'preact';
import { useWording } from '../../services.ts';

/** A field with its name above it, and a word on what belongs in it. */
export function Field({
  label,
  hint,
  optional = false,
  children,
}: {
  label: string;
  hint?: string;
  optional?: boolean;
  children: ComponentChildren;
}) {
  const { text } = useWording();
  const remarks = [hint, optional && hint === undefined ? text.laboratory.optional : undefined].filter(
    Boolean,
  );
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child.
    <label class="field">
      <span class="field-name">
        {label}
        {remarks.length > 0 && <small> {remarks.join(', ')}</small>}
      </span>
      {children}
    </label>
  );
}

interface InputProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly required?: boolean;
}

/** A line of text. */
export function TextInput({
  value,
  onChange,
  required = false,
  maxLength = 120,
  placeholder = '',
}: InputProps & { readonly maxLength?: number; readonly placeholder?: string }) {
  return (
    <input
      value={value}
      required={required}
      maxLength={maxLength}
      placeholder={placeholder}
      onInput={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** A date and time on the plant's clock, as `2026-11-24T08:30`. */
export function TimeInput({ value, onChange, required = false }: InputProps) {
  return (
    <input
      type="datetime-local"
      value={value}
      required={required}
      onInput={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** One of a few. */
export function Choice({
  value,
  options,
  onChange,
}: {
  value: string;
  options: readonly (readonly [value: string, label: string])[];
  onChange: (value: string) => void;
}) {
  return (
    <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      {options.map(([known, label]) => (
        <option key={known} value={known}>
          {label}
        </option>
      ))}
    </select>
  );
}
