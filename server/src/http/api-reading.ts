import { type ApiReading, testsFromBits } from '@banyu/contracts';
import type { StoredReading } from '@banyu/store';

/** JSON knows no NaN: a reading or figure without a value is null. */
export function valueOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

export function readingFromStore(stored: StoredReading): ApiReading {
  const { plant, point, device, parameter, t, value, flag, tests, settingsVersion, receivedAt } = stored;
  return {
    plant,
    point,
    device,
    parameter,
    t,
    value: valueOrNull(value),
    flag,
    tests: testsFromBits(tests),
    settingsVersion,
    receivedAt,
  };
}
