import { describe, expect, it } from 'vitest';
import { DeviceEvent } from '../src/event.ts';
import { LATEST_INSTANT } from '../src/instant.ts';
import { NewQualitySettings } from '../src/new-quality-settings.ts';
import { DeviceSchedule } from '../src/schedule.ts';
import { ServiceWindow } from '../src/service-window.ts';

/** What takes an instant, by its name. */
const TAKERS = {
  'the begin of a window': (t: number) => ServiceWindow.safeParse({ ...WINDOW, from: t, to: null }),
  'the end of a window': (t: number) => ServiceWindow.safeParse({ ...WINDOW, from: 0, to: t }),
  'the begin of a schedule': (t: number) => DeviceSchedule.safeParse({ from: t, parameters: ['ph'] }),
  'the begin of settings': (t: number) =>
    NewQualitySettings.safeParse({ scope: { plant: 'ipal' }, settings: {}, validFrom: t }),
  'the time of an event': (t: number) => DeviceEvent.safeParse({ v: 1, t, kind: 'reboot' }),
};
const WINDOW = { kind: 'cleaning', plant: 'ipal' };

describe('an instant that somebody gives', () => {
  // Nobody could write such a time down any more: every list that has it would fail.
  it.each(Object.entries(TAKERS))('%s lies before the year 10 000', (_, take) => {
    expect(take(LATEST_INSTANT).success).toBe(true);
    expect(take(LATEST_INSTANT + 1).error?.issues[0]?.message).toBe(
      'lies after the year 9999: give Unix time in milliseconds',
    );
  });
});
