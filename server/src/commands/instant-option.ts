import { InvalidInputError } from '@banyu/contracts';

/** An ISO 8601 time that an option gives, Unix ms. Throws InvalidInputError that names the option. */
export function instantOption(text: string, option: string): number {
  const t = Date.parse(text);
  if (Number.isNaN(t))
    throw new InvalidInputError(`--${option}: "${text}" is no ISO 8601 time.`, { field: option });
  return t;
}
