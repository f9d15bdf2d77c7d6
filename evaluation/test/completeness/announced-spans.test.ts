import { describe, expect, test } from 'vitest';
import { announcedSpans } from '../../src/completeness/announced-spans.ts';
import type { ServiceEvent } from '../../src/completeness/facts.ts';
import { HOUR, T } from '../support/slots.ts';

const event = (hour: number, kind: ServiceEvent['kind'], parameter: string | null = null): ServiceEvent => ({
  t: T + hour * HOUR,
  kind,
  parameter,
});

/** Hours of the day T from and to, and the parameter. */
const spans = (...events: ServiceEvent[]) =>
  announcedSpans(events).map(({ from, to, parameter }) => [(from - T) / HOUR, (to - T) / HOUR, parameter]);

describe('announcedSpans()', () => {
  test('work lasts from its begin to its end, of one parameter or of all', () => {
    expect(
      spans(
        event(1, 'calibration-begun', 'ph'),
        event(2, 'maintenance-begun'),
        event(3, 'calibration-ended', 'ph'),
        event(4, 'maintenance-ended'),
      ),
    ).toEqual([
      [1, 3, 'ph'],
      [2, 4, null],
    ]);
  });

  test('an end of another parameter or another kind ends nothing, one without a parameter ends its kind on all', () => {
    expect(
      spans(
        event(1, 'calibration-begun', 'ph'),
        event(1, 'calibration-begun', 'cod'),
        event(2, 'calibration-ended', 'tss'),
        event(2, 'cleaning-ended'),
        event(3, 'calibration-ended'),
      ),
    ).toEqual([
      [1, 3, 'ph'],
      [1, 3, 'cod'],
    ]);
  });

  test('begun twice is begun at the first', () => {
    expect(spans(event(1, 'cleaning-begun'), event(2, 'cleaning-begun'), event(3, 'cleaning-ended'))).toEqual(
      [[1, 3, null]],
    );
  });

  test('an end without a begin says nothing', () => {
    expect(spans(event(1, 'cleaning-ended'), event(2, 'cleaning-ended', 'ph'))).toEqual([]);
  });

  test('work that never ends counts for a day, and may begin anew after it', () => {
    expect(spans(event(1, 'maintenance-begun'))).toEqual([[1, 25, null]]);
    expect(spans(event(1, 'maintenance-begun'), event(40, 'maintenance-ended'))).toEqual([[1, 25, null]]);
    expect(spans(event(1, 'maintenance-begun'), event(30, 'maintenance-begun'))).toEqual([
      [1, 25, null],
      [30, 54, null],
    ]);
  });
});
