import { QualitySettings } from '@banyu/contracts';
import { describe, expect, test } from 'vitest';
import { openQualityDirectory, type Registry } from '../../src/index.ts';
import { rig } from '../support/rig.ts';

const HOUR = 3_600_000;
const start = Date.UTC(2026, 0, 31);
const signature = { by: 'Sri', why: 'as the logger is set' };
const series = { plant: 'ipal', point: 'effluent', device: 'logger-1', parameter: 'cod' };

async function plantWithDevice(): Promise<{
  registry: Registry;
  path: string;
  intervals: () => readonly (readonly [number, number])[];
}> {
  const { registry, path } = await rig({ clock: () => start, argon2id: async () => new Uint8Array(32) });
  await registry.devices.add({ id: 'logger-1', plant: 'ipal', point: 'effluent' });
  const intervals = () => {
    using directory = openQualityDirectory({ path });
    return directory.settings(series).map(({ from, settings }) => [from, settings.intervalSeconds] as const);
  };
  return { registry, path, intervals };
}

describe('the interval that the tests count by', () => {
  test('is that of the device’s schedule, from its date on, for the parameters it expects', async () => {
    const { registry, intervals } = await plantWithDevice();
    const ofPlant = { scope: { plant: 'ipal' }, settings: { intervalSeconds: 300 }, validFrom: start };
    await registry.settings.set(ofPlant, signature);
    const from = start + HOUR;
    await registry.schedules.set('logger-1', { from, parameters: ['cod'], intervalMs: 60_000 }, signature);
    await registry.schedules.set(
      'logger-1',
      { from: from + HOUR, parameters: ['ph'], intervalMs: 10_000 },
      signature,
    );
    expect(intervals()).toEqual([
      [Number.NEGATIVE_INFINITY, 120],
      [start, 300],
      [from, 60],
      [from + HOUR, 300],
    ]);
    const { settings } = await registry.settings.inForce(series, from);
    expect(settings).toMatchObject({ intervalSeconds: 60, attenuatedSignal: { minimumReadings: 180 } });

    await registry.schedules.withdraw('logger-1', from, signature);
    expect(intervals().map(([, seconds]) => seconds)).toEqual([120, 300, 300]);
  });

  test('stays one that the windows can be counted by, however long or short the schedule’s is', async () => {
    const { registry, intervals } = await plantWithDevice();
    const schedule = (from: number, intervalMs: number) =>
      registry.schedules.set('logger-1', { from, parameters: ['cod'], intervalMs }, signature);
    await schedule(start, 500);
    await schedule(start + HOUR, 6 * HOUR);
    expect(intervals().map(([, seconds]) => seconds)).toEqual([120, 5, 1_200]);
  });

  test('does not go with windows that are too short for it: whichever comes second is refused', async () => {
    const { registry, intervals } = await plantWithDevice();
    const { schedules, settings } = registry;
    const schedule = (from: number, intervalMs: number) =>
      schedules.set('logger-1', { from, parameters: ['cod'], intervalMs }, signature);
    const flatLine = {
      tolerance: 0.05,
      suspectSeconds: 900,
      failSeconds: 'off',
      notAtOrBelow: 'off',
    } as const;
    const set = (hours: number, parameter: 'cod' | 'ph' = 'cod') =>
      settings.set(
        {
          scope: { plant: 'ipal', parameter },
          settings: { flatLine, intervalSeconds: 60 },
          validFrom: start + hours * HOUR,
        },
        signature,
      );
    await schedule(start, 600_000);
    await expect(set(1)).rejects.toThrow(
      'Cannot set quality settings, with what else holds: settings.flatLine.suspectSeconds: ' +
        'for cod of logger-1, by its schedule: 900 s is less than three intervals of 600 s: give at least 1800',
    );
    await set(1, 'ph');
    await schedule(start + HOUR, 60_000);
    await set(1);
    await expect(schedule(start + 2 * HOUR, 600_000)).rejects.toThrow(
      'Cannot set the schedule of device "logger-1": quality settings that are set do not go with its interval: ' +
        'settings.flatLine.suspectSeconds: for cod: 900 s is less than three intervals of 600 s: give at least 1800; ' +
        'change these settings first, "banyu quality history" lists them',
    );
    // Taken back, it leaves the one before, too slow for what was set meanwhile: windows that are too short are not run.
    await schedules.withdraw('logger-1', start + HOUR, signature);
    expect(intervals()).toEqual([
      [Number.NEGATIVE_INFINITY, 120],
      [start, 600],
      [start + HOUR, 60],
    ]);
    const { settings: inForce } = await settings.inForce(series, start + HOUR);
    expect(QualitySettings.safeParse(inForce).success).toBe(true);
  });

  test('changes for the stream when the schedule does', async () => {
    const { registry, path } = await plantWithDevice();
    let now = 0;
    using directory = openQualityDirectory({ path, clock: () => now });
    const before = directory.changed();
    await registry.schedules.set(
      'logger-1',
      { from: start, parameters: ['cod'], intervalMs: 60_000 },
      signature,
    );
    now += 200;
    expect(directory.changed()).not.toBe(before);
  });
});
