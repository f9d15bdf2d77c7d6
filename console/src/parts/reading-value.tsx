import type { ApiReading } from '@banyu/contracts';
import { useParameterLabel, useWording } from '../services.ts';

/** From so many characters on a value is set smaller, so that it stays on its line. */
const LONG_VALUE = 8;

/** A reading's value with its unit; a dash for none. */
export function ReadingValue({ reading }: { reading: ApiReading }) {
  const { format } = useWording();
  const { unit, decimals } = useParameterLabel()(reading.parameter);
  const value = format.value(reading.value, decimals);
  return (
    <span class={value.length >= LONG_VALUE ? 'value long' : 'value'}>
      <span class="number">{value}</span>
      {unit !== '' && <span class="unit"> {unit}</span>}
    </span>
  );
}
