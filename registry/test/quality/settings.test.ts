import {
  DEFAULT_SETTINGS_VERSION,
  defaultQualitySettings,
  InvalidInputError,
  NotFoundError,
  type QualitySettingsChange,
} from '@banyu/contracts';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openQualityDirectory, type Registry } from '../../src/index.ts';
import { type SettingsEntry, settingsOverTime, specificity } from '../../src/quality/layered-settings.ts';
import { inAnotherProcess, rig } from '../support/rig.ts';

const HOUR = 3_600_000;
const start = Date.UTC(2026, 0, 31);
const signature = { by: 'Sri', why: 'Learnt from 30 days' };
const series = { plant: 'ipal', point: 'effluent', device: 'logger-1', parameter: 'cod' };
const range = (low: number, high: number): QualitySettingsChange => ({
  grossRange: { sensor: [0, 1_000], operator: [low, high] },
});

async function plantWithDevice(): Promise<{ registry: Registry; path: string; tick: (ms: number) => void }> {
  let now = start;
  const { registry, path } = await rig({ clock: () => now, argon2id: async () => new Uint8Array(32) });
  await registry.devices.add({ id: 'logger-1', plant: 'ipal', point: 'effluent' });
  return {
    registry,
    path,
    tick: (ms) => {
      now += ms;
    },
  };
}

describe('settings.set()', () => {
  test('gives every setting a version of its own and keeps them all', async () => {
    const { registry, tick } = await plantWithDevice();
    const { settings, audit } = registry;
    const scope = { plant: 'ipal', point: 'effluent', parameter: 'cod' } as const;
    const first = await settings.set({ scope, settings: range(5, 400) }, signature);
    expect(first).toEqual({
      set: {
        version: 1_000,
        scope,
        settings: range(5, 400),
        validFrom: start,
        recordedAt: start,
        recordedBy: 'Sri',
        why: signature.why,
      },
      due: null,
    });
    tick(HOUR);
    await settings.set(
      { scope: { plant: 'ipal', parameter: 'ph' }, settings: { timingGap: 'off' } },
      signature,
    );
    const third = await settings.set({ scope, settings: range(5, 300) }, signature);
    expect(third.set.version).toBe(1_002);
    expect((await settings.history(scope)).map(({ version }) => version)).toEqual([1_002, 1_000]);
    expect((await settings.list('ipal')).map(({ version }) => version)).toEqual([1_002, 1_001, 1_000]);
    const [entry] = await audit.list({ subject: 'settings/1002' });
    expect(JSON.parse(entry?.before ?? '')).toEqual({ version: 1_000, settings: range(5, 400) });
  });

  test('takes a time in the past only when it is asked for, and says what is to be judged again', async () => {
    const { settings } = (await plantWithDevice()).registry;
    const input = {
      scope: { plant: 'ipal' },
      settings: { timingGap: 'off' },
      validFrom: start - HOUR,
    } as const;
    await expect(settings.set(input, signature)).rejects.toMatchObject({ field: 'validFrom' });
    const { due } = await settings.set({ ...input, backdated: true }, signature);
    expect(due).toEqual({ scope: { plant: 'ipal' }, from: start - HOUR, to: start });
  });

  test('refuses what could not be run, by itself or with what else holds, and names the field', async () => {
    const { registry } = await plantWithDevice();
    const { settings } = registry;
    const refused = async (input: Parameters<typeof settings.set>[0]) =>
      await settings.set(input, signature).catch((error: unknown) => error);
    const cod = { plant: 'ipal', parameter: 'cod' } as const;
    expect(
      await refused({ scope: cod, settings: { grossRange: { sensor: [9, 1], operator: 'off' } } }),
    ).toMatchObject({
      name: 'InvalidInputError',
      field: 'settings.grossRange.sensor',
    });
    // A flat line of 2 hours is default; three intervals of an hour are longer.
    const hourly = await refused({ scope: cod, settings: { intervalSeconds: 3_600 } });
    expect(hourly).toBeInstanceOf(InvalidInputError);
    expect(String(hourly)).toMatch(
      /with what else holds: settings.flatLine.suspectSeconds: for cod: 7200 s is less than/,
    );

    const flatLine = { tolerance: 0.05, suspectSeconds: 400, failSeconds: 800, notAtOrBelow: 'off' } as const;
    const device = { plant: 'ipal', device: 'logger-1', parameter: 'cod' } as const;
    await settings.set({ scope: device, settings: { flatLine } }, signature);
    // Alone it could be run; not with what the device says already.
    expect(await refused({ scope: cod, settings: { intervalSeconds: 300 } })).toMatchObject({
      field: 'settings.flatLine.suspectSeconds',
    });
    expect(await refused({ scope: { plant: 'none' }, settings: null })).toBeInstanceOf(NotFoundError);
    expect(await settings.list('ipal')).toHaveLength(1);
  });
});

describe('settings.inForce()', () => {
  test('puts the most specific together, test by test, over the defaults', async () => {
    const { settings } = (await plantWithDevice()).registry;
    const defaults = defaultQualitySettings('cod');
    expect(await settings.inForce(series, start)).toEqual({
      version: DEFAULT_SETTINGS_VERSION,
      settings: defaults,
      of: [],
    });

    await settings.set({ scope: { plant: 'ipal', parameter: 'cod' }, settings: range(1, 500) }, signature);
    await settings.set(
      { scope: { plant: 'ipal', device: 'logger-1' }, settings: { spike: 'off' } },
      signature,
    );
    await settings.set(
      { scope: { plant: 'ipal', point: 'effluent', parameter: 'cod' }, settings: range(2, 400) },
      signature,
    );
    await settings.set(
      { scope: { plant: 'ipal', point: 'influent' }, settings: { clock: 'off' } },
      signature,
    );
    const { version, settings: inForce, of } = await settings.inForce(series, start);
    expect(inForce).toEqual({ ...defaults, ...range(2, 400), spike: 'off' });
    expect(version).toBe(1_002);
    expect(of.map((set) => set.version)).toEqual([1_000, 1_001, 1_002]);
    const influent = await settings.inForce({ ...series, point: 'influent', device: 'x' }, start);
    expect(influent.settings).toEqual({
      ...defaultQualitySettings('cod', 'other'),
      ...range(1, 500),
      clock: 'off',
    });
  });

  test('goes by the time of the reading, and null gives way to what is said less specifically', async () => {
    const { registry, tick } = await plantWithDevice();
    const { settings } = registry;
    const scope = { plant: 'ipal', parameter: 'cod' } as const;
    await settings.set({ scope, settings: range(1, 500), validFrom: start + HOUR }, signature);
    await settings.set({ scope, settings: null, validFrom: start + 2 * HOUR }, signature);
    const at = async (t: number, upTo?: number) => (await settings.inForce(series, t, upTo)).version;
    expect(await at(start)).toBe(DEFAULT_SETTINGS_VERSION);
    expect(await at(start + HOUR)).toBe(1_000);
    expect(await at(start + 2 * HOUR)).toBe(1_001);
    expect((await settings.inForce(series, start + 2 * HOUR)).settings).toEqual(
      defaultQualitySettings('cod'),
    );

    tick(3 * HOUR);
    await settings.set({ scope, settings: range(3, 300), validFrom: start, backdated: true }, signature);
    expect(await at(start)).toBe(1_002);
    // What was said of later times still holds there.
    expect(await at(start + HOUR)).toBe(1_000);
    expect(await at(start, 1_001)).toBe(DEFAULT_SETTINGS_VERSION);
  });

  test('knows no parameter that the contract has not', async () => {
    const { settings } = (await plantWithDevice()).registry;
    await expect(settings.inForce({ ...series, parameter: 'mood' }, 0)).rejects.toBeInstanceOf(NotFoundError);
  });
});

test('the version of a reading and its time determine its settings, whatever is entered later', () => {
  const scope = fc.record({
    plant: fc.constant('ipal'),
    point: fc.constantFrom(null, 'effluent', 'influent'),
    device: fc.constantFrom(null, 'logger-1', 'logger-2'),
    parameter: fc.constantFrom(null, 'cod' as const, 'ph' as const),
  });
  const change = fc.option(
    fc.record(
      {
        recoverySeconds: fc.nat(1_000),
        spike: fc.constant('off' as const),
        timingGap: fc.record({ suspectSeconds: fc.integer({ min: 1, max: 9 }) }),
      },
      { requiredKeys: [] },
    ),
  );
  const entries = fc
    .array(fc.record({ scope, change, validFrom: fc.nat(5) }), { maxLength: 12 })
    .map((list): readonly SettingsEntry[] => list.map((entry, i) => ({ ...entry, version: 1_000 + i })));
  const placed = { ...series, parameter: 'cod' as const, isEffluent: true };
  fc.assert(
    fc.property(entries, fc.nat(6), fc.nat(12), (all, t, count) => {
      const then = settingsOverTime(placed, all.slice(0, count)).findLast(({ from }) => from <= t);
      const later = settingsOverTime(placed, all, then?.version).findLast(({ from }) => from <= t);
      expect(later?.settings).toEqual(then?.settings);
      expect(later?.version).toBe(then?.version);
      const times = settingsOverTime(placed, all).map(({ from }) => from);
      expect(times).toEqual([...times].sort((a, b) => a - b));
    }),
  );
});

test('a device is more specific than its point, that than the plant; naming the parameter decides between alike', () => {
  const at = (point: string | null, device: string | null, parameter: 'cod' | null) =>
    specificity({ plant: 'ipal', point, device, parameter });
  const ranks = [
    at(null, null, null),
    at(null, null, 'cod'),
    at('effluent', null, null),
    at('effluent', null, 'cod'),
    at('effluent', 'logger-1', null),
    at('effluent', 'logger-1', 'cod'),
  ];
  expect(ranks).toEqual([...new Set(ranks)].sort((a, b) => a - b));
});

describe('QualityDirectory', () => {
  test('answers what the registry holds: settings, windows and the time zone', async () => {
    const { registry, path } = await plantWithDevice();
    const scope = { plant: 'ipal', point: 'effluent', parameter: 'cod' } as const;
    await registry.settings.set({ scope, settings: range(5, 400) }, signature);
    const window = { kind: 'cleaning', plant: 'ipal', device: 'logger-1', from: start, to: null } as const;
    await registry.windows.declare(window, signature);
    const gone = { kind: 'shutdown', plant: 'ipal', from: start, to: null } as const;
    await registry.windows.cancel((await registry.windows.declare(gone, signature)).id, signature);
    const directory = openQualityDirectory({ path, clock: () => 0 });
    onTestFinished(() => directory.close());

    expect(directory.settings(series).map(({ from, version }) => [from, version])).toEqual([
      [Number.NEGATIVE_INFINITY, DEFAULT_SETTINGS_VERSION],
      [start, 1_000],
    ]);
    expect(directory.settings(series)[1]?.settings).toEqual(
      (await registry.settings.inForce(series, start)).settings,
    );
    expect(directory.settings(series)).toBe(directory.settings({ ...series }));
    expect(directory.serviceWindows(series)).toEqual([{ ...window, point: 'effluent' }]);
    expect(directory.serviceWindows({ ...series, device: 'logger-2' })).toEqual([]);
    expect(directory.timeZone('ipal')).toBe('Asia/Jakarta');
    expect(directory.settings({ ...series, plant: 'none', point: 'x' })).toMatchObject([
      { settings: defaultQualitySettings('cod', 'other') },
    ]);
    expect(() => directory.settings({ ...series, parameter: 'mood' })).toThrow(RangeError);
  });

  test('sees after 200 ms what others changed, and that nothing did when they wrote something else', async () => {
    let now = 0;
    const { registry, path } = await plantWithDevice();
    const directory = openQualityDirectory({ path, clock: () => now });
    onTestFinished(() => directory.close());
    const before = directory.changed();
    const settings = directory.settings(series);
    await inAnotherProcess('change.ts', path, 'rotate', 'logger-1');
    now += 200;
    expect(directory.changed()).toBe(before);
    expect(directory.settings(series)).toBe(settings);
    await registry.settings.set({ scope: { plant: 'ipal' }, settings: { clock: 'off' } }, signature);
    now += 199;
    expect(directory.changed()).toBe(before);
    now += 1;
    expect(directory.changed()).not.toBe(before);
    expect(directory.settings(series)).toHaveLength(2);
  });
});
