import type { ComponentChildren } from 'preact';

/** A choice of a form. `options`: value and what people read. */
export function Choice({
  name,
  label,
  options,
  value,
  onChoose,
}: {
  name: string;
  label: string;
  options: readonly (readonly [value: string, shown: string])[];
  value?: string;
  onChoose?: (value: string) => void;
}) {
  return (
    <label>
      {label}
      <select
        name={name}
        {...(value !== undefined && { value })}
        onChange={(event) => onChoose?.(event.currentTarget.value)}
      >
        {options.map(([key, shown]) => (
          <option key={key} value={key}>
            {shown}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A number of a form. `ifEmpty`: what no number means, where one may be left out. */
export function NumberField({
  name,
  label,
  value,
  ifEmpty,
}: {
  name: string;
  label: string;
  value?: string;
  ifEmpty?: string;
}) {
  return (
    <label>
      {label}
      <input
        name={name}
        type="number"
        step="any"
        required={ifEmpty === undefined}
        placeholder={ifEmpty}
        defaultValue={value}
        inputMode="decimal"
      />
    </label>
  );
}

/** An instant of a form, as the plant's wall clock. */
export function InstantField({
  name,
  label,
  value,
  optional = false,
}: {
  name: string;
  label: ComponentChildren;
  value?: string;
  optional?: boolean;
}) {
  return (
    <label>
      {label}
      <input name={name} type="datetime-local" required={!optional} defaultValue={value} />
    </label>
  );
}
