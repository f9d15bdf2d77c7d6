import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TELEMETRY_LIMITS, TelemetryMessage, TelemetrySample, TelemetryValue } from '../src/index.ts';

const message = { v: 1, boot: 'b7f2', seq: 1042, samples: [{ t: 1_764_000_000_000, ph: 7.12, cod: null }] };

function accepts(schema: { safeParse(input: unknown): { success: boolean } }, input: unknown): boolean {
  return schema.safeParse(input).success;
}

describe('TelemetryMessage', () => {
  test('takes a message of the contract as it is', () => {
    expect(TelemetryMessage.parse(message)).toEqual(message);
  });

  test('judges the envelope only: what the samples hold is judged one by one', () => {
    expect(accepts(TelemetryMessage, { ...message, samples: [1, null, 'x', {}] })).toBe(true);
  });

  test.each([
    ['no object', []],
    ['null', null],
    ['another version', { ...message, v: 2 }],
    ['the version as text', { ...message, v: '1' }],
    ['no boot', { ...message, boot: undefined }],
    ['an empty boot', { ...message, boot: '' }],
    ['a boot of 33 characters', { ...message, boot: 'b'.repeat(33) }],
    ['a boot with a slash', { ...message, boot: 'a/b' }],
    ['a negative seq', { ...message, seq: -1 }],
    ['a seq with a fraction', { ...message, seq: 1.5 }],
    ['a seq beyond the exact integers', { ...message, seq: 2 ** 53 }],
    ['no samples', { ...message, samples: [] }],
    ['samples that are no list', { ...message, samples: message.samples[0] }],
    ['more samples than allowed', { ...message, samples: Array(TELEMETRY_LIMITS.samples + 1).fill({}) }],
  ])('refuses %s', (_, input) => {
    expect(accepts(TelemetryMessage, input)).toBe(false);
  });

  test('takes the greatest boot, seq and number of samples', () => {
    const greatest = {
      ...message,
      boot: 'b'.repeat(32),
      seq: Number.MAX_SAFE_INTEGER,
      samples: Array(TELEMETRY_LIMITS.samples).fill({ t: 0, ph: 7 }),
    };
    expect(accepts(TelemetryMessage, greatest)).toBe(true);
  });
});

describe('TelemetrySample', () => {
  const values = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, 1]));

  test('takes 1 to 64 values besides the time, whatever they are', () => {
    expect(accepts(TelemetrySample, { t: 0, ph: 'x' })).toBe(true);
    expect(accepts(TelemetrySample, { t: 0, ...values(TELEMETRY_LIMITS.values) })).toBe(true);
  });

  test.each([
    ['no time', { ph: 7 }],
    ['a time with a fraction', { t: 0.5, ph: 7 }],
    ['a time as text', { t: '0', ph: 7 }],
    ['a time before 1970', { t: -1, ph: 7 }],
    ['no values', { t: 0 }],
    ['65 values', { t: 0, ...values(TELEMETRY_LIMITS.values + 1) }],
    ['a list', [1, 2]],
  ])('refuses %s', (_, input) => {
    expect(accepts(TelemetrySample, input)).toBe(false);
  });
});

test('TelemetryValue takes finite numbers and null, nothing else', () => {
  for (const value of [0, -0, -1.5, 1e300, null]) expect(accepts(TelemetryValue, value)).toBe(true);
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, '7', true, undefined, [], {}]) {
    expect(accepts(TelemetryValue, value)).toBe(false);
  }
});

test('the schemas answer on any JSON and never throw', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      for (const schema of [TelemetryMessage, TelemetrySample, TelemetryValue]) {
        expect(typeof accepts(schema, json)).toBe('boolean');
        expect(typeof accepts(TelemetryMessage, { ...message, samples: json })).toBe('boolean');
      }
    }),
  );
});
