import type { ApiReading } from '@banyu/contracts';
import { type ParameterLabel, useWording } from '../services.ts';
import type { ShownLimit } from './use-limit.ts';

/** The limit in words, and whether the newest value, if it is good, is outside. */
export function LimitLine({
  limit,
  label,
  reading,
}: {
  limit: ShownLimit;
  label: ParameterLabel;
  reading: ApiReading | undefined;
}) {
  const { text, format } = useWording();
  const { min, max, regulation } = limit;
  const write = (value: number) => `${format.value(value, label.decimals)} ${label.unit}`.trim();
  const bounds =
    min === null
      ? `≤ ${max === null ? '' : write(max)}`
      : max === null
        ? `≥ ${write(min)}`
        : `${format.value(min, label.decimals)}–${write(max)}`;
  const value = reading?.flag === 1 ? reading.value : null;
  const isOutside = value !== null && ((min !== null && value < min) || (max !== null && value > max));
  return (
    <p class={isOutside ? 'limit outside' : 'limit'}>
      {text.limit(bounds, regulation)}
      {isOutside && <strong> {text.outsideLimit}</strong>}
    </p>
  );
}
