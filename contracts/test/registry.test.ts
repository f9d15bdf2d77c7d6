import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NewDevice, NewPlant, NewPoint, PlantChange, TELEMETRY_LIMITS, TimeZone } from '../src/index.ts';

describe('TimeZone', () => {
  test.each([
    ['Asia/Jakarta', 'Asia/Jakarta'],
    ['asia/jakarta', 'Asia/Jakarta'],
    ['UTC', 'UTC'],
    ['Etc/GMT+7', 'Etc/GMT+7'],
  ])('takes %s as %s', (text, zone) => {
    expect(TimeZone.parse(text)).toBe(zone);
  });

  test.each([
    '',
    'WIB',
    'Asia',
    'Asia/Banyurip',
    '+07:00',
    '07',
    '2025-01-01T00:00+07:00[Asia/Jakarta]',
    'UTC\n',
  ])('refuses %j', (text) => {
    expect(TimeZone.safeParse(text).success).toBe(false);
  });

  test('answers on any text, and what it gives it takes again unchanged', () => {
    const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), zones), (text) => {
        const parsed = TimeZone.safeParse(text);
        if (parsed.success) expect(TimeZone.parse(parsed.data)).toBe(parsed.data);
      }),
    );
    for (const zone of Intl.supportedValuesOf('timeZone'))
      expect(TimeZone.safeParse(zone).success).toBe(true);
  });
});

test('NewPlant fills in what is left out', () => {
  expect(NewPlant.parse({ id: 'p', name: 'P', points: [{ id: 'effluent', name: 'Effluent' }] })).toEqual({
    id: 'p',
    name: 'P',
    timeZone: 'Asia/Jakarta',
    capacityM3PerDay: null,
    standard: null,
    horizonMs: TELEMETRY_LIMITS.horizonMs,
    points: [{ id: 'effluent', name: 'Effluent', compliancePoint: false }],
  });
});

test('PlantChange fills in nothing, and wants something to change', () => {
  expect(PlantChange.parse({ name: 'P' })).toEqual({ name: 'P' });
  expect(PlantChange.safeParse({}).success).toBe(false);
  expect(PlantChange.safeParse({ id: 'other' }).success).toBe(false);
});

test.each([
  ['NewPlant', NewPlant, { id: 'p', name: 'P' }],
  ['NewPoint', NewPoint, { id: 'p', name: 'P' }],
  ['NewDevice', NewDevice, { id: 'd', plant: 'p', point: 'effluent', name: 'D' }],
])('%s takes a name of one line, and no key of its own invention', (_, schema, valid) => {
  expect(schema.safeParse(valid).success).toBe(true);
  expect(schema.safeParse({ ...valid, colour: 'blue' }).success).toBe(false);
  expect(schema.safeParse({ ...valid, name: 'Bak ekualisasi № 1 · 均衡池' }).success).toBe(true);
  for (const name of ['', '  ', 'x'.repeat(121), 'a\nb', 'a\u2028b', 'a\u0007b', '\ud800', 7]) {
    expect(schema.safeParse({ ...valid, name }).success, JSON.stringify(name)).toBe(false);
  }
});
